package run.opentrack.competition.erasure;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.jboss.logging.Logger;
import run.opentrack.competition.history.HistoryEntry;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CalendarVersionCounter;
import run.opentrack.competition.write.CountryAdvisoryLock;

/**
 * Cuts the e-mails of erased accounts out of all texts of competitions and of their histories. The rest of a text
 * stays: it is the federation's. A history gets no line for it, which would tell what was cut out.
 */
@ApplicationScoped
public class EmailErasureJob {
    private static final Logger LOG = Logger.getLogger(EmailErasureJob.class);

    private static final String SELECT_NEXT =
            "SELECT email FROM opentrack.erased_email ORDER BY erased_at LIMIT 1 FOR UPDATE SKIP LOCKED";
    /** Who repeats such a create within the day is told that the competition is there. */
    private static final String DELETE_IDEMPOTENCY_RECORDS =
            "DELETE FROM opentrack.idempotent_answer WHERE position(lower(?1) IN lower(body)) > 0";

    private static final String DELETE_ERASED = "DELETE FROM opentrack.erased_email WHERE email = ?1";

    private final Clock clock;

    EmailErasureJob(Clock clock) {
        this.clock = clock;
    }

    /** One at a time; the next comes with the next round, the first after the start, which has no need of it. */
    @Scheduled(
            every = "${opentrack.erasure.every:PT10S}",
            delayed = "PT2S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> eraseNext() {
        return Panache.withTransaction(() -> Panache.getSession().chain(this::eraseOne))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "an e-mail was not erased yet: %s", failure.getClass().getSimpleName()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> eraseOne(Session session) {
        return session.createNativeQuery(SELECT_NEXT, String.class)
                .getSingleResultOrNull()
                .chain(email -> email == null
                        ? Uni.createFrom().voidItem()
                        : erase(session, email)
                                .chain(changed -> changed > 0
                                        ? Uni.createFrom().voidItem()
                                        : session.createNativeQuery(DELETE_ERASED)
                                                .setParameter(1, email)
                                                .executeUpdate()
                                                .replaceWithVoid()));
    }

    /**
     * Looks for it first, in slices, which holds nobody up and is never silent for long; the countries are locked, as every
     * write does, while what was found is read again and written. What others write meanwhile the next round finds: an
     * e-mail is done with when a round finds nothing to cut.
     *
     * @return how much there was to cut
     */
    private Uni<Integer> erase(Session session, String text) {
        EmailRedactor redactor = new EmailRedactor(text);
        SqlExecutor statements = SqlExecutor.in(session);
        return session.createNativeQuery(DELETE_IDEMPOTENCY_RECORDS)
                .setParameter(1, text)
                .executeUpdate()
                .chain(answers -> EmailOccurrenceQuery.inHistories(statements, text)
                        .chain(ids -> redactHistories(session, redactor, ids))
                        .map(entries -> answers + entries))
                .chain(others -> EmailOccurrenceQuery.inCompetitions(statements, text)
                        .chain(found -> redactCompetitions(session, redactor, found))
                        .map(competitions -> others + competitions));
    }

    private static Uni<Integer> redactHistories(Session session, EmailRedactor redactor, List<Long> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return session.createQuery("from HistoryEntry where id in ?1", HistoryEntry.class)
                .setParameter(1, ids)
                .getResultList()
                .map(entries -> {
                    int changed = 0;
                    for (HistoryEntry entry : entries) {
                        String rest = redactor.redactChanges(entry.changes);
                        if (!rest.equals(entry.changes)) {
                            entry.changes = rest;
                            changed++;
                        }
                    }
                    return changed;
                });
    }

    /** @param found ids by country */
    private Uni<Integer> redactCompetitions(Session session, EmailRedactor redactor, Map<String, List<UUID>> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        SqlExecutor statements = SqlExecutor.in(session);
        List<UUID> ids = found.values().stream().flatMap(List::stream).toList();
        return CountryAdvisoryLock.acquire(statements, found.keySet())
                .chain(() -> session.createQuery("from Competition where id in ?1", Competition.class)
                        .setParameter(1, ids)
                        .getResultList())
                // One that was moved meanwhile is of a country that others may be writing to.
                .map(competitions -> (int) competitions.stream()
                        .filter(competition -> found.containsKey(competition.countryId))
                        .filter(competition -> redact(redactor, competition))
                        .count())
                .call(session::flush)
                .call(changed -> changed == 0
                        ? Uni.createFrom().voidItem()
                        : CalendarVersionCounter.increment(statements, found.keySet()));
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
        // What is left of two names may be the same.
        String distinct = sameKey ? competition.distinctKey : competition.id.toString();
        competition.apply(after, competition.slug, distinct, clock.instant());
        return true;
    }
}
