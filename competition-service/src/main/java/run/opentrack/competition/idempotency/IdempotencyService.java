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
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Gives a repeated create the answer of the first. The answer is kept in the transaction of the create itself: there is
 * none without the other, however the service ends.
 */
@ApplicationScoped
public class IdempotencyService {
    private static final Duration RETENTION = Duration.ofHours(24);
    /** Keeps these locks apart from others: "IDEM". */
    private static final int LOCK_CLASS = 0x4944_454d;

    private final Clock clock;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    IdempotencyService(Clock clock) {
        this.clock = clock;
    }

    /** Work, or 409 while another with this key is under way here; {@link #begin} asks for the other replicas. */
    public <T> Uni<T> runExclusively(IdempotencyKey key, Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            if (!inFlight.add(lockName(key))) {
                throw inFlightConflict();
            }
            return work.onTermination().invoke(() -> inFlight.remove(lockName(key)));
        });
    }

    private static String lockName(IdempotencyKey key) {
        return key.account() + " " + key.key();
    }

    private static ApiException inFlightConflict() {
        return ApiException.conflict("A request with this Idempotency-Key is on its way");
    }

    /**
     * The answer to give again, if the key was used before. 409 while the first is still on its way, 422 when it had
     * another body.
     */
    public Uni<Optional<WriteResponse>> begin(Session session, IdempotencyKey key) {
        return session.createNativeQuery("SELECT pg_try_advisory_xact_lock(?1, hashtext(?2))", Boolean.class)
                .setParameter(1, LOCK_CLASS)
                .setParameter(2, lockName(key))
                .getSingleResult()
                .chain(acquired -> {
                    if (!acquired) {
                        throw inFlightConflict();
                    }
                    return find(key);
                })
                .chain(record -> record != null && isExpired(record)
                        ? record.delete().chain(Panache::flush).replaceWith(Optional.empty())
                        : Uni.createFrom().item(replay(record, key)));
    }

    /** As {@link #begin}, without a look at whether the first is on its way. */
    public Uni<Optional<WriteResponse>> findResponse(IdempotencyKey key) {
        return find(key).map(record -> record != null && isExpired(record) ? Optional.empty() : replay(record, key));
    }

    private static Uni<IdempotencyRecord> find(IdempotencyKey key) {
        return IdempotencyRecord.findById(new IdempotencyRecord.Key(key.account(), key.key()));
    }

    /** Keeps an answer. */
    public Uni<Void> save(IdempotencyKey key, WriteResponse response) {
        IdempotencyRecord record = new IdempotencyRecord();
        record.accountId = key.account();
        record.key = key.key();
        record.bodySha256 = key.bodySha256();
        record.status = response.status();
        record.location = response.location();
        record.etag = response.etag();
        record.body = response.body();
        record.createdAt = clock.instant();
        return record.persist().replaceWithVoid();
    }

    /** After the start, which it made longer by a fifth: its statement brings the whole parser of HQL. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        Instant before = clock.instant().minus(RETENTION);
        return Panache.withTransaction(() -> IdempotencyRecord.delete("createdAt < ?1", before))
                .replaceWithVoid();
    }

    private boolean isExpired(IdempotencyRecord record) {
        return record.createdAt.isBefore(clock.instant().minus(RETENTION));
    }

    private static Optional<WriteResponse> replay(IdempotencyRecord record, IdempotencyKey key) {
        if (record == null) {
            return Optional.empty();
        }
        if (!key.matchesBody(record.bodySha256)) {
            throw ApiException.invalid(Violation.of(
                    "header", "Idempotency-Key", "was used for another body", "value_error.idempotency_key"));
        }
        return Optional.of(new WriteResponse(record.status, record.location, record.etag, record.body));
    }
}
