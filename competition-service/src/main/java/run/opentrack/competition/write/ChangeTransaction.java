package run.opentrack.competition.write;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.name.Slug;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

/** Evaluates and writes one update or delete under the locks of its countries. */
@ApplicationScoped
class ChangeTransaction {
    private final Pool database;
    private final DuplicateFinder duplicates;
    private final OverridePolicy overridePolicy;
    private final Clock clock;

    ChangeTransaction(Pool database, DuplicateFinder duplicates, OverridePolicy overridePolicy, Clock clock) {
        this.database = database;
        this.duplicates = duplicates;
        this.overridePolicy = overridePolicy;
        this.clock = clock;
    }

    Uni<WriteResponse> execute(ChangeRequest request, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, request));
    }

    /** Executes the request in a transaction. */
    private Uni<WriteResponse> execute(PipelinedTransaction transaction, ChangeRequest request) {
        return transaction
                .begin(sql -> lock(sql, request))
                .chain(competition -> write(transaction, request, competition));
    }

    private Uni<WriteResponse> write(PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        return request.isDelete()
                ? delete(transaction, request, competition)
                : update(transaction, request, competition);
    }

    /** Executes independent changes of bulk items under one commit. */
    Uni<List<WriteOutcome>> execute(List<ChangeRequest> requests, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, requests));
    }

    /**
     * Executes independent changes of bulk items in a transaction or a part of one. All competitions are read in one round
     * trip; the changes are decided in their order, since each is compared with those before it.
     */
    Uni<List<WriteOutcome>> execute(PipelinedTransaction transaction, List<ChangeRequest> requests) {
        PipelinedTransaction part = PipelinedTransaction.within(transaction.sql());
        List<Uni<Competition>> locked = requests.stream()
                .map(request -> lock(transaction.sql(), request).memoize().indefinitely())
                .toList();
        return transaction
                .begin(sql ->
                        Uni.join().all(locked).andCollectFailures().onFailure().recoverWithNull())
                .chain(done -> Multi.createFrom()
                        .range(0, requests.size())
                        .onItem()
                        .transformToUniAndConcatenate(n -> WriteOutcome.ofEither(
                                locked.get(n).chain(competition -> write(part, requests.get(n), competition))))
                        .collect()
                        .asList())
                .chain(outcomes -> transaction.commit(sql -> Uni.createFrom().item(outcomes)));
    }

    /** The competition, once the caller is known to have the right to it and no other write can change it. */
    private static Uni<Competition> lock(SqlExecutor sql, ChangeRequest request) {
        return Uni.combine()
                .all()
                .unis(
                        RightsQuery.of(sql, request.caller()),
                        CountryAdvisoryLock.acquire(sql, request.countries()),
                        find(sql, request),
                        NationalIdRepository.findId(sql, request.address(), request.overlay()))
                .with((rights, locked, competition, addressed) -> {
                    request.countries().forEach(rights::requireAdministrationOf);
                    request.requireAddress(competition, addressed);
                    if (competition == null) {
                        throw notFound();
                    }
                    if (!request.countries().contains(competition.countryId)) {
                        throw ApiException.unavailable("The competition has just moved to another country", 1);
                    }
                    return competition;
                });
    }

    private static Uni<Competition> find(SqlExecutor sql, ChangeRequest request) {
        CandidateOverlay overlay = request.overlay();
        return overlay != null && overlay.contains(request.id())
                ? Uni.createFrom().item(overlay.get(request.id()))
                : CompetitionRepository.find(sql, request.id());
    }

    static ApiException notFound() {
        return ApiException.notFound("There is no competition with this id");
    }

    private Uni<WriteResponse> delete(
            PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        request.conditions().require(competition.etag);
        if (request.item() != null) {
            request.item().onDelete(competition);
        }
        return transaction.commit(sql -> Uni.combine()
                .all()
                .unis(
                        CompetitionRepository.delete(sql, competition.id),
                        HistoryWriter.addDeleted(
                                sql, competition, request.caller().accountId(), clock.instant()))
                .with((deleted, added) -> WriteResponse.DELETED));
    }

    private Uni<WriteResponse> update(
            PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        UUID account = request.caller().accountId();
        CompetitionData before = competition.toData();
        CompetitionData after = request.change().apply(before);
        request.conditions().require(competition.etag);
        Set<UUID> covered = overridePolicy.coveredMatches(request.overrideToken(), account, after);
        CompetitionStatus status = request.statusAfter(competition, after, clock.instant());
        if (after.equals(before) && status.equals(competition.status())) {
            return transaction.commit(sql -> unchanged(request, competition));
        }
        return evaluate(transaction.sql(), request, competition, before, after).chain(evaluation -> {
            evaluation.requireFree(request.newAddress(after), competition.id);
            if (covered.containsAll(evaluation.matches.ids())) {
                return transaction.commit(sql -> write(sql, request, competition, after, status, evaluation));
            }
            WriteResponse repeated =
                    request.item() == null ? null : request.item().conflictWith(evaluation.matches.ids());
            if (repeated != null) {
                return transaction.commit(sql -> Uni.createFrom().item(repeated));
            }
            OverridePolicy.Conflict conflict = new OverridePolicy.Conflict(account, after, evaluation.matches);
            return overridePolicy
                    .responses(transaction.sql(), List.of(conflict))
                    .chain(responses -> transaction.commit(
                            sql -> Uni.createFrom().item(responses.get(0).orElseThrow(ApiException::unavailable))));
        });
    }

    private static Uni<WriteResponse> unchanged(ChangeRequest request, Competition competition) {
        WriteResponse response = WriteResponse.unchanged(competition.id, competition.etag, competition.rendered);
        return Uni.createFrom().item(request.withStatus(response, competition));
    }

    /** @param addressed id of the competition that has the national id after the change, null if there is none */
    private record Evaluation(DuplicateMatches matches, String slug, boolean existsEqual, UUID addressed) {
        boolean isAddressFree(UUID id) {
            return addressed == null || addressed.equals(id);
        }

        void requireFree(NationalIdAddress newAddress, UUID id) {
            if (newAddress != null && !isAddressFree(id)) {
                throw ApiException.conflict("Another competition has the address " + newAddress.path());
            }
        }

        /**
         * The part of the unique key that lets a competition coexist with an equal one: after an override, or because
         * a change of the city, which is not checked for duplicates, makes them equal.
         */
        String distinctKey(Competition competition) {
            boolean distinct = !matches.isEmpty() || !competition.distinctKey.isEmpty() || existsEqual;
            return distinct ? competition.id.toString() : "";
        }
    }

    private Uni<Evaluation> evaluate(
            SqlExecutor sql,
            ChangeRequest request,
            Competition competition,
            CompetitionData before,
            CompetitionData after) {
        if (isIndependent(competition, before, after)) {
            return Uni.createFrom().item(new Evaluation(DuplicateMatches.none(), before.slug(), false, null));
        }
        return Uni.combine()
                .all()
                .unis(
                        needsDuplicateCheck(before, after)
                                ? duplicates.findForChanged(sql, after, request.overlay())
                                : Uni.createFrom().item(DuplicateMatches.none()),
                        SlugAllocator.find(sql, List.of(after), after.id()).map(free -> slug(free, before, after)),
                        CompetitionRepository.existsEqual(sql, after, after.id()),
                        NationalIdRepository.findId(sql, NationalIdAddress.of(after), request.overlay()))
                .with(Evaluation::new);
    }

    /** A slug keeps its number while the slug without it is taken. */
    private static String slug(SlugAllocator.FreeSlugs free, CompetitionData before, CompetitionData after) {
        String slug = free.take(after);
        String requested = SlugAllocator.requestedSlug(after);
        boolean keepsNumber = !slug.equals(requested)
                && Slug.isNumberOf(requested, before.slug())
                && before.countryId().equals(after.countryId())
                && before.year() == after.year();
        return keepsNumber ? before.slug() : slug;
    }

    /** Tests whether no other competition matters: nothing that is compared or unique changes. */
    private static boolean isIndependent(Competition competition, CompetitionData before, CompetitionData after) {
        return !needsDuplicateCheck(before, after)
                && before.slug().equals(after.slug())
                && before.city().equals(after.city())
                && before.nationalId().equals(after.nationalId())
                && (competition.nationalIdKey != null || NationalIdAddress.of(after) == null);
    }

    private static boolean needsDuplicateCheck(CompetitionData before, CompetitionData after) {
        return !(before.fullName().equals(after.fullName())
                && before.shortName().equals(after.shortName())
                && before.nameLocal().equals(after.nameLocal())
                && before.date().equals(after.date())
                && before.finishDate().equals(after.finishDate())
                && before.countryId().equals(after.countryId()));
    }

    private Uni<WriteResponse> write(
            SqlExecutor sql,
            ChangeRequest request,
            Competition competition,
            CompetitionData after,
            CompetitionStatus status,
            Evaluation evaluation) {
        String before = HistoryWriter.snapshot(competition);
        String etag = competition.etag;
        competition.setStatus(status);
        competition.apply(after, evaluation.slug, evaluation.distinctKey(competition), clock.instant());
        if (competition.etag.equals(etag)) {
            return unchanged(request, competition);
        }
        competition.setAddressed(evaluation.isAddressFree(competition.id));
        if (request.item() != null) {
            request.item().onWrite(competition);
        }
        return Uni.combine()
                .all()
                .unis(
                        CompetitionRepository.update(sql, competition),
                        HistoryWriter.addUpdated(
                                sql, competition, before, request.caller().accountId()))
                .with((updated, added) ->
                        request.withStatus(WriteResponse.updated(competition, request.newAddress(after)), competition));
    }
}
