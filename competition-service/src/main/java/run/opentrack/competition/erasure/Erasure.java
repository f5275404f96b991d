package run.opentrack.competition.erasure;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.jboss.logging.Logger;
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;
import run.opentrack.competition.history.HistoryEntry;
import run.opentrack.competition.register.CalendarVersion;
import run.opentrack.competition.register.CountryLock;
import run.opentrack.wire.error.Refusal;

/**
 * Cuts the e-mails of erased accounts out of the free texts of competitions and of their histories. The rest of a text
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
                                .chain(() -> session.createNativeQuery(DONE)
                                        .setParameter(1, email)
                                        .executeUpdate())
                                .replaceWithVoid());
    }

    /** Its countries are locked first, as every write does, and what is read then is what is written. */
    private Uni<Void> erase(Session session, String text) {
        ErasedEmail email = new ErasedEmail(text);
        return with("rendered", Competition.class, session, text)
                .map(found -> found.stream().map(c -> c.countryId).collect(Collectors.toCollection(TreeSet::new)))
                .call(countries -> CountryLock.take(Statements.in(session), countries))
                .invoke(session::clear)
                .call(countries -> with("rendered", Competition.class, session, text)
                        .invoke(found -> requireLocked(countries, found))
                        .invoke(found -> found.forEach(competition -> cut(email, competition))))
                .call(session::flush)
                .call(countries -> CalendarVersion.next(Statements.in(session), countries))
                .chain(() -> with("changes", HistoryEntry.class, session, text))
                .invoke(entries -> entries.forEach(entry -> entry.changes = email.cutOutOfJson(entry.changes)))
                .chain(() -> session.createNativeQuery(FORGET_ANSWERS)
                        .setParameter(1, text)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** One that came or was moved meanwhile is of a country that others may be writing to: the next round locks it, too. */
    private static void requireLocked(Set<String> countries, List<Competition> found) {
        if (!found.stream().allMatch(competition -> countries.contains(competition.countryId))) {
            throw Refusal.unavailable();
        }
    }

    private void cut(ErasedEmail email, Competition competition) {
        if (!email.isIn(competition.address)
                && !email.isIn(competition.basicDescription)
                && !email.isIn(competition.contactDetails)) {
            return;
        }
        competition.address = email.cutOutOf(competition.address);
        competition.basicDescription = email.cutOutOf(competition.basicDescription);
        competition.contactDetails = email.cutOutOf(competition.contactDetails);
        competition.write(competition.entry(), competition.slug, competition.distinctKey, clock.instant());
    }

    private static <T> Uni<List<T>> with(String member, Class<T> type, Session session, String email) {
        return session.createQuery(
                        "from " + type.getSimpleName() + " where locate(lower(?1), lower(" + member + ")) > 0", type)
                .setParameter(1, email)
                .getResultList();
    }
}
