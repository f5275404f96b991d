package run.opentrack.competition.write;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import run.opentrack.http.error.ApiException;

/**
 * Write queue of one country. One batch is in flight at a time, so that the country uses one connection. Items of bulk calls
 * have a lower priority than single writes, without starvation.
 */
final class CountryWriteQueue {
    private static final int MAX_BATCH_SIZE = 32;
    /** Number of batches of single writes after which it is the turn of bulk items. */
    private static final int MAX_BATCHES_BEFORE_BULK = 2;
    /** A larger write does not join a batch; it is the only one of its own. */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private static final int MAX_QUEUE_LENGTH = 1_000;
    private static final int MAX_QUEUE_BYTES = 4 << 20;
    /** Of all countries. */
    private static final int MAX_TOTAL_BYTES = 32 << 20;

    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final Vertx vertx;
    /** Size of the queued single writes of all countries. */
    private final AtomicLong totalBytes;

    private final Deque<PendingWrite> singleWrites = new ArrayDeque<>();
    private final Deque<PendingWrite> bulkItems = new ArrayDeque<>();

    private final BulkThrottle throttle = new BulkThrottle();
    private final BulkLimiter limiter;
    private final Runnable onPermit = () -> runLater(this::drainIfIdle);

    /** Size of the queued single writes. Bulk items are parts of request bodies, whose memory is limited already. */
    private int queuedBytes;

    private int batchesSinceBulk;
    private volatile boolean batchInFlight;
    private volatile long idleSince;

    CountryWriteQueue(
            CreateBatch creates, ChangeTransaction changes, BulkLimiter limiter, Vertx vertx, AtomicLong totalBytes) {
        this.creates = creates;
        this.changes = changes;
        this.limiter = limiter;
        this.vertx = vertx;
        this.totalBytes = totalBytes;
    }

    /**
     * Tests whether no batch is in flight and none was shortly before.
     *
     * @param minIdle time since the last batch
     */
    boolean isIdle(Duration minIdle) {
        return !batchInFlight && System.nanoTime() - idleSince > minIdle.toNanos();
    }

    void add(PendingWrite write) {
        synchronized (this) {
            if (!write.isBulk() && isFull(write.request().bytes())) {
                write.emitter().fail(ApiException.unavailable("Too many writes to this country are in progress", 1));
                return;
            }
            if (write.isBulk()) {
                bulkItems.add(write);
            } else {
                singleWrites.add(write);
                throttle.onSingleWrite();
            }
            addBytes(write, 1);
            if (batchInFlight) {
                return;
            }
            batchInFlight = true;
        }
        if (write.isBulk()) {
            // Later, so that the items that the same task submits share its batch.
            runLater(this::drain);
        } else {
            drain();
        }
    }

    private void runLater(Runnable task) {
        vertx.getOrCreateContext().runOnContext(ignored -> task.run());
    }

    private boolean isFull(int bytes) {
        return singleWrites.size() >= MAX_QUEUE_LENGTH
                || queuedBytes + bytes > MAX_QUEUE_BYTES
                || totalBytes.get() + bytes > MAX_TOTAL_BYTES;
    }

    private void addBytes(PendingWrite write, int sign) {
        if (!write.isBulk()) {
            queuedBytes += sign * write.request().bytes();
            totalBytes.addAndGet(sign * (long) write.request().bytes());
        }
    }

    private void drainIfIdle() {
        synchronized (this) {
            if (batchInFlight) {
                return;
            }
            batchInFlight = true;
        }
        drain();
    }

    private void drain() {
        List<PendingWrite> expired = new ArrayList<>();
        List<PendingWrite> batch;
        synchronized (this) {
            batch = nextBatch(expired);
            idleSince = System.nanoTime();
            batchInFlight = !batch.isEmpty();
        }
        expired.forEach(late -> late.emitter().fail(ApiException.unavailable()));
        if (!batch.isEmpty()) {
            long startNanos = System.nanoTime();
            run(batch, outcomes -> complete(batch, outcomes, startNanos), failure -> fail(batch, failure));
        }
    }

    private List<PendingWrite> nextBatch(List<PendingWrite> expired) {
        List<PendingWrite> batch = new ArrayList<>();
        if (batchesSinceBulk < MAX_BATCHES_BEFORE_BULK) {
            fillBatch(batch, singleWrites, MAX_BATCH_SIZE, expired);
        }
        if (batch.isEmpty() && tryAcquireBulkPermit()) {
            fillBatch(batch, bulkItems, throttle.batchSize(), expired);
            if (batch.isEmpty()) {
                limiter.release();
            }
            batchesSinceBulk = 0;
        } else {
            batchesSinceBulk++;
        }
        if (batch.isEmpty()) {
            fillBatch(batch, singleWrites, MAX_BATCH_SIZE, expired);
        }
        return batch;
    }

    /** Acquires a permit for a batch of bulk items; if there is none or the country has a pause, the queue is drained later. */
    private boolean tryAcquireBulkPermit() {
        if (bulkItems.isEmpty()) {
            return false;
        }
        long pauseMillis = throttle.remainingPause().toMillis();
        if (pauseMillis > 0) {
            vertx.setTimer(pauseMillis, fired -> drainIfIdle());
            return false;
        }
        return limiter.tryAcquire(onPermit);
    }

    /** A batch is one change, changes of one bulk call, or creates, which may overtake a change between them once. */
    private void fillBatch(
            List<PendingWrite> batch, Deque<PendingWrite> from, int maxSize, List<PendingWrite> expired) {
        int batchBytes = 0;
        Iterator<PendingWrite> queue = from.iterator();
        while (queue.hasNext() && hasRoom(batch, maxSize)) {
            PendingWrite next = queue.next();
            int bytes = next.request().bytes();
            if (next.isExpired()) {
                expired.add(next);
            } else if (batch.isEmpty() || next.canJoin(batch.get(0)) && batchBytes + bytes <= MAX_BATCH_BYTES) {
                batch.add(next);
                batchBytes += bytes;
            } else if (next.isBulk()) {
                return;
            } else {
                continue;
            }
            queue.remove();
            addBytes(next, -1);
        }
    }

    private static boolean hasRoom(List<PendingWrite> batch, int maxSize) {
        return batch.isEmpty()
                || batch.size() < maxSize
                        && (batch.get(0).isCreate() || batch.get(0).isBulk());
    }

    /** Executes a batch in a new context, so that it has no data of the request that happened to start it. */
    private void run(List<PendingWrite> batch, Consumer<List<WriteOutcome>> onOutcomes, Consumer<Throwable> onFailure) {
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        context.runOnContext(ignored -> UniqueViolationRetry.retryOnViolation(() -> execute(batch))
                .subscribe()
                .with(onOutcomes, onFailure));
    }

    private Uni<List<WriteOutcome>> execute(List<PendingWrite> batch) {
        Duration timeout = batch.get(0).remainingTime();
        if (batch.get(0).isCreate()) {
            return creates.execute(
                    batch.stream().map(write -> (CreateRequest) write.request()).toList(), timeout);
        }
        List<ChangeRequest> requests =
                batch.stream().map(write -> (ChangeRequest) write.request()).toList();
        return requests.size() == 1
                ? changes.execute(requests.get(0), timeout).map(response -> List.of(WriteOutcome.of(response)))
                : changes.execute(requests, timeout);
    }

    private void complete(List<PendingWrite> batch, List<WriteOutcome> outcomes, long startNanos) {
        synchronized (this) {
            if (batch.get(0).isBulk()) {
                throttle.onBatch(batch.size(), startNanos);
            } else {
                throttle.onSingleWrite();
            }
            for (int i = batch.size() - 1; i >= 0; i--) {
                if (outcomes.get(i).isDeferred()) {
                    (batch.get(i).isBulk() ? bulkItems : singleWrites).addFirst(batch.get(i));
                    addBytes(batch.get(i), 1);
                }
            }
        }
        finish(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (!outcomes.get(i).isDeferred()) {
                batch.get(i).complete(outcomes.get(i));
            }
        }
    }

    private void finish(List<PendingWrite> batch) {
        if (batch.get(0).isBulk()) {
            limiter.release();
        }
        drain();
    }

    /** A row that the database rejects must not fail the other writes of the batch, so each is run by itself. */
    private void fail(List<PendingWrite> batch, Throwable failure) {
        if (batch.size() > 1 && UniqueViolationRetry.isDataError(failure)) {
            runOneByOne(batch, batch.iterator());
        } else {
            finish(batch);
            batch.forEach(write -> write.emitter().fail(failure));
        }
    }

    private void runOneByOne(List<PendingWrite> batch, Iterator<PendingWrite> remaining) {
        if (!remaining.hasNext()) {
            finish(batch);
            return;
        }
        PendingWrite write = remaining.next();
        if (write.isExpired()) {
            write.emitter().fail(ApiException.unavailable());
            runOneByOne(batch, remaining);
            return;
        }
        run(
                List.of(write),
                outcomes -> {
                    write.complete(outcomes.get(0));
                    runOneByOne(batch, remaining);
                },
                failure -> {
                    write.emitter().fail(failure);
                    runOneByOne(batch, remaining);
                });
    }
}
