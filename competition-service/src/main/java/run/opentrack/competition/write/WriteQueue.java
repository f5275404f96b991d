package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.idempotency.WriteResponse;

/**
 * Per-country write queue with group commit. Creates that arrive while a transaction is in flight are batched into the
 * next one, so throughput is bound by inserts, not by commits; a country uses one connection, so that writes that wait for
 * its lock cannot occupy the pool. Work continues if the client disconnects.
 */
@ApplicationScoped
public class WriteQueue {
    private static final Duration MIN_IDLE = Duration.ofMillis(100);

    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final BulkLimiter limiter;
    private final Vertx vertx;
    private final Map<String, CountryWriteQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong totalBytes = new AtomicLong();

    WriteQueue(CreateBatch creates, ChangeTransaction changes, BulkLimiter limiter, Vertx vertx) {
        this.creates = creates;
        this.changes = changes;
        this.limiter = limiter;
        this.vertx = vertx;
    }

    /** A write to the calendar of a country. */
    sealed interface Request permits CreateRequest, ChangeRequest {
        String country();

        /** Size of the body. */
        int bytes();

        /** Item of a bulk call, otherwise null. */
        BulkCall.Item item();

        /** State of the dry run that the write is part of, otherwise null. */
        default CandidateOverlay overlay() {
            return item() == null ? null : item().call().overlay();
        }
    }

    /**
     * @param startNanos time of arrival, by {@link System#nanoTime}, from which the deadline counts
     * @return the response; 503 if nothing was written and nothing will be, 504 if the outcome is unknown
     */
    Uni<WriteResponse> submit(Request request, long startNanos) {
        CountryWriteQueue queue = queues.computeIfAbsent(
                request.country(), country -> new CountryWriteQueue(creates, changes, limiter, vertx, totalBytes));
        return Uni.createFrom().emitter(emitter -> queue.add(new PendingWrite(request, emitter, startNanos)));
    }

    /** Tests whether the country has no batch in flight and had none shortly before. */
    boolean isIdle(String country) {
        CountryWriteQueue queue = queues.get(country);
        return queue == null || queue.isIdle(MIN_IDLE);
    }
}
