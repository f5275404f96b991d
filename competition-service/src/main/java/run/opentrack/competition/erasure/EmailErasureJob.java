package run.opentrack.competition.erasure;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CalendarVersionCounter;
import run.opentrack.competition.write.CompetitionRepository;
import run.opentrack.competition.write.CountryAdvisoryLock;

/**
 * Redacts the e-mail addresses of erased accounts in competitions and their histories. The rest of each text stays, since
 * it belongs to the federation; no history entry is added, because it would reveal what was redacted.
 */
@ApplicationScoped
public class EmailErasureJob {
    private static final Logger LOG = Logger.getLogger(EmailErasureJob.class);

    private static final String SELECT_NEXT =
            "SELECT email FROM opentrack.erased_email ORDER BY erased_at LIMIT 1 FOR UPDATE SKIP LOCKED";
    private static final String DELETE_IDEMPOTENCY_RECORDS = """
            DELETE FROM opentrack.idempotent_answer WHERE position(lower($1) IN lower(body)) > 0 RETURNING 1""";
    private static final String UPDATE_HISTORIES = """
            UPDATE opentrack.competition_history h SET changes = w.changes
              FROM unnest(CAST($1 AS bigint[]), CAST($2 AS text[])) AS w (id, changes) WHERE h.id = w.id""";
    private static final String DELETE_ERASED = "DELETE FROM opentrack.erased_email WHERE email = $1";

    private final Pool database;
    private final Clock clock;

    EmailErasureJob(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Erases one address in each run. The first run is not part of the start of the service. */
    @Scheduled(
            every = "${opentrack.erasure.every:PT10S}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> eraseNext() {
        return database.withTransaction(connection -> eraseOne(SqlExecutor.on(connection)))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "an e-mail address was not erased yet: %s",
                        failure.getClass().getSimpleName()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> eraseOne(SqlExecutor sql) {
        return sql.query(SELECT_NEXT).chain(rows -> {
            if (rows.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            String email = (String) rows.get(0)[0];
            return erase(sql, email)
                    .chain(changed -> changed > 0 ? Uni.createFrom().voidItem() : sql.execute(DELETE_ERASED, email));
        });
    }

    /**
     * Searches without locks and locks the countries only to read again and write what was found. An address is done when
     * a run finds nothing to redact, so concurrent writes are covered by the next run.
     *
     * @return the number of redacted rows
     */
    private Uni<Integer> erase(SqlExecutor sql, String email) {
        EmailRedactor redactor = new EmailRedactor(email);
        return sql.query(DELETE_IDEMPOTENCY_RECORDS, email)
                .map(List::size)
                .chain(records -> EmailOccurrenceQuery.inHistories(sql, email)
                        .chain(entries -> redactHistories(sql, redactor, entries))
                        .map(entries -> records + entries))
                .chain(others -> EmailOccurrenceQuery.inCompetitions(sql, email)
                        .chain(found -> redactCompetitions(sql, redactor, found))
                        .map(competitions -> others + competitions));
    }

    private static Uni<Integer> redactHistories(SqlExecutor sql, EmailRedactor redactor, List<Object[]> entries) {
        List<Long> ids = new ArrayList<>();
        List<String> redacted = new ArrayList<>();
        for (Object[] entry : entries) {
            String changes = redactor.redactChanges((String) entry[1]);
            if (!changes.equals(entry[1])) {
                ids.add((Long) entry[0]);
                redacted.add(changes);
            }
        }
        return ids.isEmpty()
                ? Uni.createFrom().item(0)
                : sql.execute(UPDATE_HISTORIES, ids.toArray(Long[]::new), redacted.toArray(String[]::new))
                        .replaceWith(ids.size());
    }

    /** @param found ids by country */
    private Uni<Integer> redactCompetitions(SqlExecutor sql, EmailRedactor redactor, Map<String, List<UUID>> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        List<UUID> ids = found.values().stream().flatMap(List::stream).toList();
        return CountryAdvisoryLock.acquire(sql, found.keySet())
                .chain(() -> CompetitionRepository.findAll(sql, ids))
                // A competition that has moved meanwhile is in a country that is not locked.
                .map(competitions -> competitions.stream()
                        .filter(competition -> found.containsKey(competition.countryId))
                        .filter(competition -> redact(redactor, competition))
                        .toList())
                .chain(redacted -> redacted.isEmpty()
                        ? Uni.createFrom().item(0)
                        : Uni.join()
                                .all(redacted.stream()
                                        .map(competition -> CompetitionRepository.update(sql, competition))
                                        .toList())
                                .andFailFast()
                                .chain(() -> CalendarVersionCounter.increment(sql, found.keySet()))
                                .replaceWith(redacted.size()));
    }

    private boolean redact(EmailRedactor redactor, Competition competition) {
        CompetitionData before = competition.toData();
        redactor.redact(competition);
        CompetitionData after = competition.toData();
        if (after.equals(before)) {
            return false;
        }
        boolean sameKey =
                after.fullName().equals(before.fullName()) && after.city().equals(before.city());
        // Two names may be equal once they are redacted.
        String distinctKey = sameKey ? competition.distinctKey : competition.id.toString();
        competition.apply(after, competition.slug, distinctKey, clock.instant());
        return true;
    }
}
