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
    /** Of items of bulk calls, while the country has no other writes. */
    private static final int MAX_BULK_BATCH_SIZE = 128;
    /** Aim for the time of a batch of bulk items, well below the maximum for which a country may be locked. */
    private static final Duration BULK_BATCH_TIME = Duration.ofMillis(50);

    private static final int MIN_BULK_BATCH_SIZE = 4;
    /** Bulk items are sent in ordinary batches for this time after another write. */
    private static final Duration BULK_BACKOFF = Duration.ofMillis(500);

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
    /** Items of bulk calls, which fill up the batches of other writes and are at least every other batch. */
    private final Deque<PendingWrite> bulk = new ArrayDeque<>();

    private int pendingBytes;
    private int bulkBatchSize = MAX_BATCH_SIZE;
    private boolean bulkIsNext;
    private long lastOtherNanos = System.nanoTime() - BULK_BACKOFF.toNanos();
    private volatile boolean batchInFlight;
    private volatile long idleSince;

    CountryWriteQueue(CreateBatch creates, ChangeTransaction changes, Vertx vertx, AtomicLong totalBytes) {
        this.creates = creates;
        this.changes = changes;
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
                lastOtherNanos = System.nanoTime();
            }
            addBytes(write.request().bytes());
            if (batchInFlight) {
                return;
            }
            batchInFlight = true;
        }
        if (write.isBulk()) {
            // The items behind it are submitted in the same task.
            vertx.getOrCreateContext().runOnContext(ignored -> drain());
        } else {
            drain();
        }
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
        boolean isBusy = !pending.isEmpty() || System.nanoTime() - lastOtherNanos < BULK_BACKOFF.toNanos();
        int maxSize = isBusy ? Math.min(bulkBatchSize, MAX_BATCH_SIZE) : bulkBatchSize;
        if (bulkIsNext) {
            take(bulk, maxSize, batch, expired);
            take(pending, MAX_BATCH_SIZE, batch, expired);
        } else {
            take(pending, MAX_BATCH_SIZE, batch, expired);
            take(bulk, maxSize, batch, expired);
        }
        bulkIsNext = !bulk.isEmpty() && batch.stream().noneMatch(PendingWrite::isBulk);
        return batch;
    }

    /** Adds one change, or the creates behind the first one, past changes: those wait for one batch at most. */
    private void take(Deque<PendingWrite> from, int maxSize, List<PendingWrite> batch, List<PendingWrite> expired) {
        int batchBytes =
                batch.stream().mapToInt(write -> write.request().bytes()).sum();
        Iterator<PendingWrite> queue = from.iterator();
        while (queue.hasNext() && isOpen(batch, maxSize)) {
            PendingWrite next = queue.next();
            int bytes = next.request().bytes();
            if (next.isExpired()) {
                expired.add(next);
            } else if (batch.isEmpty() || next.isCreate() && batchBytes + bytes <= MAX_BATCH_BYTES) {
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
        return batch.isEmpty() || batch.size() < maxSize && batch.get(0).isCreate();
    }

    /** Adapts the number of bulk items of a batch to the time that the last batch took for each. */
    private void adaptBulkBatchSize(int size, long startNanos) {
        if (2 * size < bulkBatchSize) {
            return;
        }
        long nanosOfOne = Math.max(1, (System.nanoTime() - startNanos) / size);
        long fitting = Math.min(BULK_BATCH_TIME.toNanos() / nanosOfOne, 2L * size);
        bulkBatchSize = (int) Math.max(MIN_BULK_BATCH_SIZE, Math.min(fitting, MAX_BULK_BATCH_SIZE));
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
        if (batch.get(0).request() instanceof ChangeRequest change) {
            return changes.execute(change, timeout).map(response -> List.of(WriteOutcome.of(response)));
        }
        return creates.execute(
                batch.stream().map(write -> (CreateRequest) write.request()).toList(), timeout);
    }

    private void complete(List<PendingWrite> batch, List<WriteOutcome> outcomes, long startNanos) {
        synchronized (this) {
            if (batch.stream().anyMatch(PendingWrite::isBulk) && batch.get(0).isCreate()) {
                adaptBulkBatchSize(batch.size(), startNanos);
            }
            for (int i = batch.size() - 1; i >= 0; i--) {
                if (outcomes.get(i).isDeferred()) {
                    (batch.get(i).isBulk() ? bulk : pending).addFirst(batch.get(i));
                    addBytes(batch.get(i).request().bytes());
                }
            }
        }
        drain();
        for (int i = 0; i < batch.size(); i++) {
            if (!outcomes.get(i).isDeferred()) {
                batch.get(i).complete(outcomes.get(i));
            }
        }
    }

    /** A row that the database rejects must not fail the other writes of the batch, so each is run by itself. */
    private void fail(List<PendingWrite> batch, Throwable failure) {
        if (batch.size() > 1 && UniqueViolationRetry.isDataError(failure)) {
            runOneByOne(batch.iterator());
        } else {
            drain();
            batch.forEach(write -> write.emitter().fail(failure));
        }
    }

    private void runOneByOne(Iterator<PendingWrite> batch) {
        if (!batch.hasNext()) {
            drain();
            return;
        }
        PendingWrite write = batch.next();
        if (write.isExpired()) {
            write.emitter().fail(ApiException.unavailable());
            runOneByOne(batch);
            return;
        }
        run(
                List.of(write),
                outcomes -> {
                    write.complete(outcomes.get(0));
                    runOneByOne(batch);
                },
                failure -> {
                    write.emitter().fail(failure);
                    runOneByOne(batch);
                });
    }
}
