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
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.history.HistoryEntry;
import run.opentrack.competition.register.CalendarVersion;
import run.opentrack.competition.register.CountryLock;

/**
 * Cuts the e-mails of erased accounts out of all texts of competitions and of their histories. The rest of a text
 * stays: it is the federation's. A history gets no line for it, which would tell what was cut out.
 */
@ApplicationScoped
public class Erasure {
    private static final Logger LOG = Logger.getLogger(Erasure.class);

    private static final String NEXT =
            "SELECT email FROM opentrack.erased_email ORDER BY erased_at LIMIT 1 FOR UPDATE SKIP LOCKED";
    /** Who repeats such a create within the day is told that the competition is there. */
    private static final String FORGET_ANSWERS =
            "DELETE FROM opentrack.idempotent_answer WHERE position(lower(?1) IN lower(body)) > 0";

    private static final String DONE = "DELETE FROM opentrack.erased_email WHERE email = ?1";

    private final Clock clock;

    Erasure(Clock clock) {
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
        return session.createNativeQuery(NEXT, String.class)
                .getSingleResultOrNull()
                .chain(email -> email == null
                        ? Uni.createFrom().voidItem()
                        : erase(session, email)
                                .chain(changed -> changed > 0
                                        ? Uni.createFrom().voidItem()
                                        : session.createNativeQuery(DONE)
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
        ErasedEmail email = new ErasedEmail(text);
        Statements statements = Statements.in(session);
        return session.createNativeQuery(FORGET_ANSWERS)
                .setParameter(1, text)
                .executeUpdate()
                .chain(answers -> EmailSearch.inHistories(statements, text)
                        .chain(ids -> cutOutOfHistories(session, email, ids))
                        .map(entries -> answers + entries))
                .chain(others -> EmailSearch.inCompetitions(statements, text)
                        .chain(found -> cutOutOfCompetitions(session, email, found))
                        .map(competitions -> others + competitions));
    }

    private static Uni<Integer> cutOutOfHistories(Session session, ErasedEmail email, List<Long> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return session.createQuery("from HistoryEntry where id in ?1", HistoryEntry.class)
                .setParameter(1, ids)
                .getResultList()
                .map(entries -> {
                    int changed = 0;
                    for (HistoryEntry entry : entries) {
                        String rest = email.cutOutOfChanges(entry.changes);
                        if (!rest.equals(entry.changes)) {
                            entry.changes = rest;
                            changed++;
                        }
                    }
                    return changed;
                });
    }

    /** @param found ids by country */
    private Uni<Integer> cutOutOfCompetitions(Session session, ErasedEmail email, Map<String, List<UUID>> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        Statements statements = Statements.in(session);
        List<UUID> ids = found.values().stream().flatMap(List::stream).toList();
        return CountryLock.take(statements, found.keySet())
                .chain(() -> session.createQuery("from Competition where id in ?1", Competition.class)
                        .setParameter(1, ids)
                        .getResultList())
                // One that was moved meanwhile is of a country that others may be writing to.
                .map(competitions -> (int) competitions.stream()
                        .filter(competition -> found.containsKey(competition.countryId))
                        .filter(competition -> cut(email, competition))
                        .count())
                .call(session::flush)
                .call(changed ->
                        changed == 0 ? Uni.createFrom().voidItem() : CalendarVersion.next(statements, found.keySet()));
    }

    private boolean cut(ErasedEmail email, Competition competition) {
        CalendarEntry before = competition.entry();
        email.cutOutOf(competition);
        CalendarEntry after = competition.entry();
        if (after.equals(before)) {
            return false;
        }
        boolean sameKey =
                after.fullName().equals(before.fullName()) && after.city().equals(before.city());
        // What is left of two names may be the same.
        String distinct = sameKey ? competition.distinctKey : competition.id.toString();
        competition.write(after, competition.slug, distinct, clock.instant());
        return true;
    }
}
