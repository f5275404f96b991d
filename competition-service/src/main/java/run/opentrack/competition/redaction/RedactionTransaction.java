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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
                .begin(sql -> CountryAdvisoryLock.acquire(sql, Set.of(country))
                        .chain(() -> CompetitionRepository.findAll(sql, ids)))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> {
                    AddressRedactor redactor = new AddressRedactor(redaction.email());
                    return found.stream()
                            .map(competition -> redact(redactor, competition))
                            .filter(redacted -> redacted.changes() != null)
                            .collect(Collectors.partitioningBy(
                                    redacted -> redacted.competition().countryId.equals(country)));
                })
                .chain(redacted -> transaction
                        .commit(sql -> redacted.get(true).isEmpty()
                                ? Uni.createFrom().voidItem()
                                : write(sql, redaction, redacted.get(true)))
                        .replaceWith(() -> redacted.get(false).stream()
                                .map(moved -> moved.competition().id)
                                .toList())));
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

    private Uni<Void> write(SqlExecutor sql, Redaction redaction, List<RedactedCompetition> redacted) {
        List<Competition> competitions =
                redacted.stream().map(RedactedCompetition::competition).toList();
        List<String> changes =
                redacted.stream().map(RedactedCompetition::changes).toList();
        List<Uni<Void>> statements = new ArrayList<>();
        competitions.forEach(competition -> statements.add(CompetitionRepository.update(sql, competition)));
        statements.add(HistoryWriter.addRedacted(sql, competitions, changes, redaction.account()));
        statements.add(repository.addResults(
                sql,
                redaction.id(),
                competitions.stream().map(competition -> competition.id).toList(),
                changes.stream()
                        .map(change -> String.join(",", JsonDiff.names(change)))
                        .toList()));
        return Uni.join().all(statements).andFailFast().replaceWithVoid();
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
