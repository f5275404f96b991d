package run.opentrack.competition.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.imports.CalendarImport.GonePolicy;
import run.opentrack.competition.imports.ImportRow.Outcome;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CompetitionRepository;
import run.opentrack.competition.write.CreateService;
import run.opentrack.competition.write.MergedCompetitionRepository;
import run.opentrack.competition.write.UpdateService;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;

/**
 * Compares and writes rows by the services of single calls, so that each competition goes through the same rights, duplicate
 * check, queue and history. Creates that are submitted together share a transaction.
 */
@ApplicationScoped
class ImportWriter {
    /** Reason of what imports cancel. With another one, a competition stays cancelled when it reappears. */
    private static final String GONE_REASON = "No longer in the calendar of its source";

    private static final Logger LOG = Logger.getLogger(ImportWriter.class);

    private final Pool database;
    private final CreateService creates;
    private final UpdateService updates;
    private final DuplicateFinder duplicates;
    private final Vertx vertx;

    ImportWriter(Pool database, CreateService creates, UpdateService updates, DuplicateFinder duplicates, Vertx vertx) {
        this.database = database;
        this.creates = creates;
        this.updates = updates;
        this.duplicates = duplicates;
        this.vertx = vertx;
    }

    /** Compares matched rows with their competitions: unchanged ones are finished, others are to be changed. */
    Uni<List<ImportRow>> compare(List<ImportRow> matched) {
        return findStored(matched).chain(stored -> findMerged(matched, stored).map(merged -> matched.stream()
                .map(row -> merged.containsKey(row.competition())
                        ? row.with(
                                merged.get(row.competition()),
                                Outcome.DUPLICATE,
                                "The competition was merged into another one",
                                true)
                        : compare(row, stored.get(row.competition())))
                .toList()));
    }

    private Uni<Map<UUID, UUID>> findMerged(List<ImportRow> selected, Map<UUID, Competition> stored) {
        List<UUID> absent = selected.stream()
                .map(ImportRow::competition)
                .filter(id -> !stored.containsKey(id))
                .toList();
        return absent.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : MergedCompetitionRepository.findTargets(SqlExecutor.on(database), absent);
    }

    private static ImportRow compare(ImportRow row, Competition stored) {
        if (stored == null) {
            return row.refused("The competition was deleted during the import");
        }
        try {
            CompetitionData before = stored.toData();
            boolean equal =
                    CompetitionParser.parseChange(before, row.changes(before)).equals(before)
                            && !isCancelledAsGone(stored);
            return row.with(row.competition(), equal ? Outcome.UNCHANGED : Outcome.CHANGED, null, equal);
        } catch (ApiException invalid) {
            return row.refused(invalid.detail());
        }
    }

    private static boolean isCancelledAsGone(Competition stored) {
        return CompetitionStatus.CANCELLED.equals(stored.status)
                && stored.status().reason().equals(GONE_REASON);
    }

    private Uni<Map<UUID, Competition>> findStored(List<ImportRow> selected) {
        List<UUID> ids = selected.stream().map(ImportRow::competition).toList();
        return CompetitionRepository.findAll(SqlExecutor.on(database), ids).map(found -> found.stream()
                .collect(Collectors.toMap(competition -> competition.id, Function.identity())));
    }

    /** Returns, for each row, the stored competitions that our match takes for the same. */
    Uni<List<Set<UUID>>> findSimilar(List<ImportRow> selected) {
        List<MatchFeatures> probes = selected.stream()
                .map(row -> MatchFeatures.of(CompetitionParser.parse(row.members())))
                .toList();
        return duplicates
                .findCandidates(SqlExecutor.on(database), probes)
                .chain(candidates -> duplicates.score(candidates, n -> true))
                .map(found -> {
                    List<Set<UUID>> similar = new ArrayList<>();
                    for (int n = 0; n < probes.size(); n++) {
                        similar.add(found.matches(n).ids());
                    }
                    return similar;
                });
    }

    /** Predicts the outcomes of new rows, and writes nothing. */
    Uni<List<ImportRow>> predict(List<ImportRow> planned) {
        List<ImportRow> created =
                planned.stream().filter(row -> row.outcome() == Outcome.NEW).toList();
        Uni<List<Set<UUID>>> similarOfEach =
                created.isEmpty() ? Uni.createFrom().item(List.of()) : findSimilar(created);
        return similarOfEach.map(similar -> planned.stream()
                .map(row -> {
                    Set<UUID> same = row.outcome() == Outcome.NEW ? similar.get(created.indexOf(row)) : Set.of();
                    return same.isEmpty()
                            ? row.with(
                                    row.outcome() == Outcome.NEW ? null : row.competition(), row.outcome(), null, true)
                            : row.with(same.iterator().next(), Outcome.DUPLICATE, "A similar competition exists", true);
                })
                .toList());
    }

    /** Writes rows. Those that cannot be written at the moment stay unfinished. */
    Uni<List<ImportRow>> write(CalendarImport claimed, List<ImportRow> planned) {
        return findStored(planned).chain(stored -> Uni.join()
                .all(planned.stream()
                        .map(row -> write(claimed, row, stored.get(row.competition())))
                        .toList())
                .andFailFast());
    }

    /** @param stored null if the competition is not there: not yet, or not any more */
    private Uni<ImportRow> write(CalendarImport claimed, ImportRow row, Competition stored) {
        Uni<ImportRow> written = Uni.createFrom().deferred(() -> switch (row.outcome()) {
            // An id of an import's own: the competition was created before its replica ended.
            case NEW -> stored != null ? finished(row) : create(claimed, row);
            case GONE -> stored == null ? finished(row) : remove(claimed, row, stored);
            default -> change(claimed, row, stored);
        });
        return written.onFailure().recoverWithItem(failure -> afterFailure(row, failure));
    }

    /** Ends the rows that are unfinished after attempts to write them. */
    Uni<List<ImportRow>> endOverdue(List<ImportRow> attempted) {
        return findStored(attempted).map(stored -> attempted.stream()
                .map(row -> row.overdue(stored.containsKey(row.competition())))
                .toList());
    }

    private static Uni<ImportRow> finished(ImportRow row) {
        return Uni.createFrom().item(row.with(row.competition(), row.outcome(), null, true));
    }

    private Uni<ImportRow> create(CalendarImport claimed, ImportRow row) {
        CompetitionData data = CompetitionParser.parse(row.members()).withId(row.competition());
        return onEventLoop(() -> creates.create(
                        claimed.caller(), data, null, null, row.content().length()))
                .map(response -> response.status() == 409
                        ? duplicate(row, response)
                        : row.with(row.competition(), Outcome.NEW, null, true));
    }

    /** Deletes or cancels a competition that is gone. */
    private Uni<ImportRow> remove(CalendarImport claimed, ImportRow row, Competition stored) {
        CompetitionStatus.Change cancelled = new CompetitionStatus.Change(CompetitionStatus.CANCELLED, GONE_REASON);
        return onEventLoop(() -> claimed.gone() == GonePolicy.CANCEL
                        ? updates.setStatus(claimed.caller(), stored.id, cancelled, Map.of(), etag(stored), 0)
                        : updates.delete(claimed.caller(), stored.id, etag(stored)))
                .chain(removed -> finished(row));
    }

    private Uni<ImportRow> change(CalendarImport claimed, ImportRow row, Competition stored) {
        if (stored == null) {
            return Uni.createFrom().item(compare(row, null));
        }
        Map<String, JsonMember> changes = row.changes(stored.toData());
        CompetitionStatus.Change scheduled =
                isCancelledAsGone(stored) ? new CompetitionStatus.Change(CompetitionStatus.SCHEDULED, "") : null;
        int bytes = row.content().length();
        return onEventLoop(
                        () -> updates.setStatus(claimed.caller(), stored.id, scheduled, changes, etag(stored), bytes))
                .map(response -> response.status() == 409
                        ? duplicate(row, response)
                        : row.with(row.competition(), Outcome.CHANGED, null, true));
    }

    private static String etag(Competition stored) {
        return "\"" + stored.etag + "\"";
    }

    /** A row whose competition has changed since, or that waits too long for its country, is written with the next slice. */
    private static ImportRow afterFailure(ImportRow row, Throwable failure) {
        if (failure instanceof ApiException error) {
            return error.status() == 412 || error.status() >= 500 ? row : row.refused(error.detail());
        }
        LOG.warnf(failure, "a row of an import is written later");
        return row;
    }

    private static ImportRow duplicate(ImportRow row, WriteResponse response) {
        try {
            var detail = ImportRow.tree(response.body()).path("detail");
            String match =
                    detail.path("mathing_competitions").path(0).path("id").asText(null);
            UUID id = row.outcome() == Outcome.NEW ? match == null ? null : UUID.fromString(match) : row.competition();
            return row.with(id, Outcome.DUPLICATE, detail.path("error").asText(), true);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Subscribes on an event loop, where the services coalesce their queries. */
    private <T> Uni<T> onEventLoop(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().emitter(emitter -> vertx.getOrCreateContext()
                .runOnContext(
                        ignored -> Uni.createFrom().deferred(work).subscribe().with(emitter::complete, emitter::fail)));
    }
}
