package run.opentrack.competition.redaction;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.history.JsonDiff;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.redaction.RedactionRepository.RedactedHistoryEntry;
import run.opentrack.competition.redaction.RedactionRepository.Redaction;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CompetitionRepository;
import run.opentrack.competition.write.CountryAdvisoryLock;
import run.opentrack.competition.write.MergedCompetitionRepository;
import run.opentrack.database.WriteTransaction;

/** Redacts rows under their locks, one transaction for some rows. Texts are parsed on worker threads. */
@ApplicationScoped
class RedactionTransaction {
    private final Pool database;
    private final RedactionRepository repository;
    private final Clock clock;

    RedactionTransaction(Pool database, RedactionRepository repository, Clock clock) {
        this.database = database;
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * Redacts competitions as changes: each has a new revision and an entry in its history.
     *
     * @param ids of competitions
     * @return ids of those that contain the address but moved to another country meanwhile, and stay as they are
     */
    Uni<List<UUID>> redactCompetitions(Redaction redaction, String country, List<UUID> ids) {
        return PipelinedTransaction.run(database, WriteTransaction.TIMEOUT, transaction -> transaction
                .begin(sql -> CountryAdvisoryLock.acquire(sql, Set.of(country)).chain(() -> Uni.combine()
                        .all()
                        .unis(CompetitionRepository.findAll(sql, ids), MergedCompetitionRepository.findAll(sql, ids))
                        .asTuple()))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> new RedactedBatch(
                        redact(redaction, country, found.getItem1()), redact(redaction, country, found.getItem2())))
                .chain(batch ->
                        transaction.commit(sql -> write(sql, redaction, batch)).replaceWith(batch::moved)));
    }

    /** Stored and merged competitions, each by whether they are of the country. */
    private record RedactedBatch(
            Map<Boolean, List<RedactedCompetition>> stored, Map<Boolean, List<RedactedCompetition>> merged) {
        List<UUID> moved() {
            return Stream.concat(stored.get(false).stream(), merged.get(false).stream())
                    .map(moved -> moved.competition().id)
                    .toList();
        }
    }

    private Map<Boolean, List<RedactedCompetition>> redact(
            Redaction redaction, String country, List<Competition> found) {
        AddressRedactor redactor = new AddressRedactor(redaction.email());
        return found.stream()
                .map(competition -> redact(redactor, competition))
                .filter(redacted -> redacted.changes() != null)
                .collect(Collectors.partitioningBy(
                        redacted -> redacted.competition().countryId.equals(country)));
    }

    /** @param changes for the history, null if the competition does not contain the address */
    private record RedactedCompetition(Competition competition, String changes) {}

    private RedactedCompetition redact(AddressRedactor redactor, Competition competition) {
        String snapshot = HistoryWriter.snapshot(competition);
        String status = competition.statusJson;
        CompetitionData before = competition.toData();
        try {
            redactor.redact(competition);
            CompetitionData after = competition.toData();
            if (after.equals(before) && Objects.equals(competition.statusJson, status)) {
                return new RedactedCompetition(competition, null);
            }
            boolean sameKey =
                    after.fullName().equals(before.fullName()) && after.city().equals(before.city());
            // Two names may be equal once they are redacted.
            String distinctKey = sameKey ? competition.distinctKey : competition.id.toString();
            competition.apply(after, competition.slug, distinctKey, clock.instant());
            String changes = redactor.redactJson(JsonDiff.between(snapshot, HistoryWriter.snapshot(competition)));
            return new RedactedCompetition(competition, changes);
        } catch (IOException invalid) {
            throw new IllegalStateException("competition " + competition.id + " has invalid JSON");
        }
    }

    /** A merged competition is not in the calendar: its redaction is no change of it. */
    private Uni<Void> write(SqlExecutor sql, Redaction redaction, RedactedBatch batch) {
        List<RedactedCompetition> stored = batch.stored().get(true);
        List<RedactedCompetition> merged = batch.merged().get(true);
        List<Uni<Void>> statements = new ArrayList<>();
        if (!stored.isEmpty()) {
            List<Competition> competitions =
                    stored.stream().map(RedactedCompetition::competition).toList();
            List<String> changes =
                    stored.stream().map(RedactedCompetition::changes).toList();
            competitions.forEach(competition -> statements.add(CompetitionRepository.update(sql, competition)));
            statements.add(HistoryWriter.addRedacted(sql, competitions, changes, redaction.account()));
        }
        merged.forEach(one -> statements.add(MergedCompetitionRepository.update(sql, one.competition())));
        List<RedactedCompetition> all =
                Stream.concat(stored.stream(), merged.stream()).toList();
        if (!all.isEmpty()) {
            statements.add(repository.addResults(
                    sql,
                    redaction.id(),
                    all.stream().map(one -> one.competition().id).toList(),
                    all.stream()
                            .map(one -> String.join(",", JsonDiff.names(one.changes())))
                            .toList()));
        }
        return statements.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(statements).andFailFast().replaceWithVoid();
    }

    /** Redacts entries of histories. Nothing else changes them, so that their row locks are enough. */
    Uni<Void> redactEntries(Redaction redaction, List<String> ids) {
        return PipelinedTransaction.run(database, WriteTransaction.TIMEOUT, transaction -> transaction
                .begin(sql -> repository.lockHistoryEntries(sql, ids))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(rows -> redactEntries(new AddressRedactor(redaction.email()), rows))
                .chain(redacted -> transaction.commit(sql -> redacted.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.combine()
                                .all()
                                .unis(
                                        repository.updateHistoryEntries(sql, redacted),
                                        repository.addResults(
                                                sql,
                                                redaction.id(),
                                                redacted.stream()
                                                        .map(RedactedHistoryEntry::competition)
                                                        .toList(),
                                                Collections.nCopies(redacted.size(), null)))
                                .discardItems())));
    }

    private static List<RedactedHistoryEntry> redactEntries(AddressRedactor redactor, List<Object[]> rows) {
        List<RedactedHistoryEntry> redacted = new ArrayList<>();
        for (Object[] row : rows) {
            try {
                String changes = redactor.redactJson((String) row[2]);
                if (!changes.equals(row[2])) {
                    redacted.add(new RedactedHistoryEntry((Long) row[0], (UUID) row[1], changes));
                }
            } catch (IOException invalid) {
                throw new IllegalStateException("history entry " + row[0] + " is invalid JSON");
            }
        }
        return redacted;
    }
}
