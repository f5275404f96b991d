package run.opentrack.competition.idempotency;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.register.Answer;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Gives a repeated create the answer of the first. The answer is kept in the transaction of the create itself: there is
 * none without the other, however the service ends.
 */
@ApplicationScoped
public class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    /** Keeps these locks apart from others: "IDEM". */
    private static final int CLASS = 0x4944_454d;

    private final Clock clock;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Idempotency(Clock clock) {
        this.clock = clock;
    }

    /** Work, or 409 while another with this key is under way here; {@link #begin} asks for the other replicas. */
    public <T> Uni<T> alone(IdempotencyKey key, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (!underWay.add(name(key))) {
                throw onItsWay();
            }
            return work.onTermination().invoke(() -> underWay.remove(name(key)));
        });
    }

    private static String name(IdempotencyKey key) {
        return key.account() + " " + key.key();
    }

    private static ApiException onItsWay() {
        return ApiException.conflict("A request with this Idempotency-Key is on its way");
    }

    /**
     * The answer to give again, if the key was used before. 409 while the first is still on its way, 422 when it had
     * another body.
     */
    public Uni<Optional<Answer>> begin(Session session, IdempotencyKey key) {
        return session.createNativeQuery("SELECT pg_try_advisory_xact_lock(?1, hashtext(?2))", Boolean.class)
                .setParameter(1, CLASS)
                .setParameter(2, name(key))
                .getSingleResult()
                .chain(alone -> {
                    if (!alone) {
                        throw onItsWay();
                    }
                    return find(key);
                })
                .chain(kept -> kept != null && isOld(kept)
                        ? kept.delete().chain(Panache::flush).replaceWith(Optional.empty())
                        : Uni.createFrom().item(again(kept, key)));
    }

    /** As {@link #begin}, without a look at whether the first is on its way. */
    public Uni<Optional<Answer>> kept(IdempotencyKey key) {
        return find(key).map(kept -> kept != null && isOld(kept) ? Optional.empty() : again(kept, key));
    }

    private static Uni<IdempotentAnswer> find(IdempotencyKey key) {
        return IdempotentAnswer.findById(new IdempotentAnswer.Key(key.account(), key.key()));
    }

    /** Keeps an answer. */
    public Uni<Void> keep(IdempotencyKey key, Answer answer) {
        IdempotentAnswer kept = new IdempotentAnswer();
        kept.accountId = key.account();
        kept.key = key.key();
        kept.bodySha256 = key.bodySha256();
        kept.status = answer.status();
        kept.location = answer.location();
        kept.etag = answer.etag();
        kept.body = answer.body();
        kept.createdAt = clock.instant();
        return kept.persist().replaceWithVoid();
    }

    /** After the start, which it made longer by a fifth: its statement brings the whole parser of HQL. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        Instant before = clock.instant().minus(KEPT);
        return Panache.withTransaction(() -> IdempotentAnswer.delete("createdAt < ?1", before))
                .replaceWithVoid();
    }

    private boolean isOld(IdempotentAnswer kept) {
        return kept.createdAt.isBefore(clock.instant().minus(KEPT));
    }

    private static Optional<Answer> again(IdempotentAnswer kept, IdempotencyKey key) {
        if (kept == null) {
            return Optional.empty();
        }
        if (!key.isOfBody(kept.bodySha256)) {
            throw ApiException.invalid(Violation.of(
                    "header", "Idempotency-Key", "was used for another body", "value_error.idempotency_key"));
        }
        return Optional.of(new Answer(kept.status, kept.location, kept.etag, kept.body));
    }
}
