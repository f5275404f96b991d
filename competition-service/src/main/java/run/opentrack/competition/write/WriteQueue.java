package run.opentrack.competition.write;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Per-country write queue with group commit. Creates that arrive while a transaction is in flight are batched into the
 * next one, so throughput is bound by inserts, not by commits; a country uses one connection, so that writes that wait for
 * its lock cannot occupy the pool. Work continues if the client disconnects.
 */
@ApplicationScoped
class WriteQueue {
    private static final int MAX_BATCH_SIZE = 32;
    /** A larger write is a batch by itself. */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private static final int MAX_QUEUE_LENGTH = 1_000;
    private static final int MAX_QUEUE_BYTES = 4 << 20;
    /** Of all countries. */
    private static final int MAX_TOTAL_BYTES = 32 << 20;
    /** A write with less time left is not started: it would probably miss its deadline. */
    private static final Duration MIN_REMAINING = Duration.ofMillis(500);

    private static final Duration MIN_IDLE = Duration.ofMillis(100);

    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final Vertx vertx;
    private final Map<String, CountryQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong totalBytes = new AtomicLong();

    WriteQueue(CreateBatch creates, ChangeTransaction changes, Vertx vertx) {
        this.creates = creates;
        this.changes = changes;
        this.vertx = vertx;
    }

    /** A write to the calendar of a country. */
    sealed interface Request permits CreateRequest, ChangeRequest {
        String country();

        /** Size of the body. */
        int bytes();
    }

    /**
     * @param startNanos time of arrival, by {@link System#nanoTime}, from which the deadline counts
     * @return the response; 503 if nothing was written and nothing will be, 504 if the outcome is unknown
     */
    Uni<WriteResponse> submit(Request request, long startNanos) {
        CountryQueue queue = queues.computeIfAbsent(request.country(), country -> new CountryQueue());
        return Uni.createFrom().emitter(emitter -> queue.add(new PendingWrite(request, emitter, startNanos)));
    }

    /** Tests whether the country has no batch in flight and had none shortly before. */
    boolean isIdle(String country) {
        CountryQueue queue = queues.get(country);
        return queue == null || !queue.batchInFlight && System.nanoTime() - queue.idleSince > MIN_IDLE.toNanos();
    }

    private record PendingWrite(Request request, UniEmitter<? super WriteResponse> emitter, long startNanos) {
        Duration remainingTime() {
            return WriteTransaction.TIMEOUT.minusNanos(System.nanoTime() - startNanos);
        }

        boolean isExpired() {
            return remainingTime().compareTo(MIN_REMAINING) < 0;
        }

        void complete(Outcome outcome) {
            if (outcome.error() != null) {
                emitter.fail(outcome.error());
            } else {
                emitter.complete(outcome.response());
            }
        }
    }

    private final class CountryQueue {
        private final Deque<PendingWrite> pending = new ArrayDeque<>();
        private int pendingBytes;
        private volatile boolean batchInFlight;
        private volatile long idleSince;

        void add(PendingWrite write) {
            synchronized (this) {
                if (isFull(write.request().bytes())) {
                    write.emitter()
                            .fail(ApiException.unavailable("Too many writes to this country are in progress", 1));
                    return;
                }
                pending.add(write);
                addBytes(write.request().bytes());
                if (batchInFlight) {
                    return;
                }
                batchInFlight = true;
            }
            drain();
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
                run(batch, outcomes -> complete(batch, outcomes), failure -> fail(batch, failure));
            }
        }

        /** One change, or the creates behind the first one, past changes: those wait for one batch at most. */
        private List<PendingWrite> nextBatch(List<PendingWrite> expired) {
            List<PendingWrite> batch = new ArrayList<>();
            int batchBytes = 0;
            Iterator<PendingWrite> queue = pending.iterator();
            while (queue.hasNext() && isOpen(batch)) {
                PendingWrite next = queue.next();
                int bytes = next.request().bytes();
                if (next.isExpired()) {
                    expired.add(next);
                } else if (batch.isEmpty() || isCreate(next) && batchBytes + bytes <= MAX_BATCH_BYTES) {
                    batch.add(next);
                    batchBytes += bytes;
                } else {
                    continue;
                }
                queue.remove();
                addBytes(-bytes);
            }
            return batch;
        }

        private static boolean isOpen(List<PendingWrite> batch) {
            return batch.isEmpty() || batch.size() < MAX_BATCH_SIZE && isCreate(batch.get(0));
        }

        private static boolean isCreate(PendingWrite write) {
            return write.request() instanceof CreateRequest;
        }

        /** In a context of its own, because the batch belongs to none of its clients. */
        private void run(List<PendingWrite> batch, Consumer<List<Outcome>> onOutcomes, Consumer<Throwable> onFailure) {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            context.runOnContext(ignored -> UniqueViolationRetry.retryOnViolation(() -> execute(batch))
                    .subscribe()
                    .with(onOutcomes, onFailure));
        }

        private Uni<List<Outcome>> execute(List<PendingWrite> batch) {
            Duration timeout = batch.get(0).remainingTime();
            if (batch.get(0).request() instanceof ChangeRequest change) {
                return changes.execute(change, timeout).map(response -> List.of(Outcome.of(response)));
            }
            return creates.execute(
                    batch.stream().map(write -> (CreateRequest) write.request()).toList(), timeout);
        }

        private void complete(List<PendingWrite> batch, List<Outcome> outcomes) {
            synchronized (this) {
                for (int i = batch.size() - 1; i >= 0; i--) {
                    if (outcomes.get(i).isDeferred()) {
                        pending.addFirst(batch.get(i));
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

    /** Outcome of one write of a batch: a response, an error, or deferral to the next batch. */
    record Outcome(WriteResponse response, ApiException error) {
        static final Outcome DEFERRED = new Outcome(null, ApiException.unavailable());

        static Outcome of(WriteResponse response) {
            return new Outcome(response, null);
        }

        static Outcome of(ApiException error) {
            return new Outcome(null, error);
        }

        boolean isDeferred() {
            return this == DEFERRED;
        }
    }
}
