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
 * Writes to one country that wait, and their batches: one is in flight at a time, so that the country uses one connection.
 * Items of bulk calls wait apart from other writes, which must not wait for all of them.
 */
final class CountryWriteQueue {
    private static final int MAX_BATCH_SIZE = 32;
    /** Batches of other writes before one of bulk items, if there are as many. */
    private static final int MAX_BATCHES_BEFORE_BULK = 2;
    /** A larger write is a batch by itself. */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private static final int MAX_QUEUE_LENGTH = 1_000;
    private static final int MAX_QUEUE_BYTES = 4 << 20;
    /** Of all countries. */
    private static final int MAX_TOTAL_BYTES = 32 << 20;

    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final Vertx vertx;
    /** Size of the writes that wait, of all countries. */
    private final AtomicLong totalBytes;

    private final Deque<PendingWrite> pending = new ArrayDeque<>();
    /** Items of bulk calls, which are behind other writes, but not for ever. */
    private final Deque<PendingWrite> bulk = new ArrayDeque<>();

    private final BulkThrottle throttle = new BulkThrottle();
    private final BulkLimiter limiter;
    private final Runnable onPermit = () -> runOnContext(this::drainIfIdle);

    private int pendingBytes;
    private int batchesBeforeBulk;
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
                bulk.add(write);
            } else {
                pending.add(write);
                throttle.onOtherWrite();
            }
            addBytes(write.request().bytes());
            if (batchInFlight) {
                return;
            }
            batchInFlight = true;
        }
        if (write.isBulk()) {
            // The items behind it are submitted in the same task.
            runOnContext(this::drain);
        } else {
            drain();
        }
    }

    private void runOnContext(Runnable task) {
        vertx.getOrCreateContext().runOnContext(ignored -> task.run());
    }

    private boolean isFull(int bytes) {
        return pending.size() >= MAX_QUEUE_LENGTH
                || pendingBytes + bytes > MAX_QUEUE_BYTES
                || totalBytes.get() + bytes > MAX_TOTAL_BYTES;
    }

    private void addBytes(int bytes) {
        pendingBytes += bytes;
        totalBytes.addAndGet(bytes);
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
        if ((pending.isEmpty() || batchesBeforeBulk >= MAX_BATCHES_BEFORE_BULK) && mayStartBulk()) {
            take(bulk, throttle.batchSize(), batch, expired);
            batchesBeforeBulk = 0;
            if (batch.isEmpty()) {
                limiter.release();
            }
        }
        if (batch.isEmpty()) {
            take(pending, MAX_BATCH_SIZE, batch, expired);
            batchesBeforeBulk++;
        }
        return batch;
    }

    /** Acquires a permit for a batch of bulk items; if there are some but not yet, they are started later. */
    private boolean mayStartBulk() {
        if (bulk.isEmpty()) {
            return false;
        }
        long pauseMillis = throttle.remainingPause().toMillis();
        if (pauseMillis > 0) {
            vertx.setTimer(pauseMillis, fired -> drainIfIdle());
            return false;
        }
        return limiter.tryAcquire(onPermit);
    }

    /** Adds one change or those of one bulk call, or the creates behind the first one, past changes: those wait for one batch. */
    private void take(Deque<PendingWrite> from, int maxSize, List<PendingWrite> batch, List<PendingWrite> expired) {
        int batchBytes = 0;
        Iterator<PendingWrite> queue = from.iterator();
        while (queue.hasNext() && isOpen(batch, maxSize)) {
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
            addBytes(-bytes);
        }
    }

    private static boolean isOpen(List<PendingWrite> batch, int maxSize) {
        return batch.isEmpty()
                || batch.size() < maxSize
                        && (batch.get(0).isCreate() || batch.get(0).isBulk());
    }

    /** In a context of its own, because the batch belongs to none of its clients. */
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
                throttle.onOtherWrite();
            }
            for (int i = batch.size() - 1; i >= 0; i--) {
                if (outcomes.get(i).isDeferred()) {
                    (batch.get(i).isBulk() ? bulk : pending).addFirst(batch.get(i));
                    addBytes(batch.get(i).request().bytes());
                }
            }
        }
        drainAfter(batch);
        for (int i = 0; i < batch.size(); i++) {
            if (!outcomes.get(i).isDeferred()) {
                batch.get(i).complete(outcomes.get(i));
            }
        }
    }

    private void drainAfter(List<PendingWrite> batch) {
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
            drainAfter(batch);
            batch.forEach(write -> write.emitter().fail(failure));
        }
    }

    private void runOneByOne(List<PendingWrite> batch, Iterator<PendingWrite> remaining) {
        if (!remaining.hasNext()) {
            drainAfter(batch);
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
