package run.opentrack.competition.sql;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks the database for many at once: questions that come while one is under way share the next. It begins after they
 * came, so it sees all that was confirmed before, on every replica.
 *
 * @param <Q> what one wants to know
 * @param <A> what one is told
 */
public final class QueryBatcher<Q, A> {
    private final int maxBatchSize;
    private final Duration timeout;
    private final Function<List<Q>, Future<List<A>>> database;
    /** One for each event loop, so that nothing is locked. */
    private final ThreadLocal<Batch> batches = ThreadLocal.withInitial(Batch::new);

    /**
     * @param maxBatchSize that are asked for together
     * @param timeout how long one waits for an answer
     * @param database takes questions, gives an answer to each in their order
     */
    public QueryBatcher(int maxBatchSize, Duration timeout, Function<List<Q>, Future<List<A>>> database) {
        this.maxBatchSize = maxBatchSize;
        this.timeout = timeout;
        this.database = database;
    }

    /** To be called on an event loop. */
    public Future<A> submit(Q query) {
        return batches.get().submit(query);
    }

    /** @param startNanos when it came, by {@link System#nanoTime} */
    private record PendingQuery<Q, A>(Q query, Promise<A> result, long startNanos) {}

    private final class Batch {
        private final Deque<PendingQuery<Q, A>> pending = new ArrayDeque<>();
        private boolean inFlight;

        Future<A> submit(Q query) {
            Promise<A> result = ContextInternal.current().promise();
            pending.add(new PendingQuery<>(query, result, System.nanoTime()));
            if (!inFlight) {
                inFlight = true;
                sendNext();
            }
            return result.future();
        }

        /** Once the event loop has taken what else has come, which goes along then. */
        private void sendNext() {
            ContextInternal.current().runOnContext(ignored -> send());
        }

        private void send() {
            List<PendingQuery<Q, A>> batch = new ArrayList<>();
            while (batch.size() < maxBatchSize && !pending.isEmpty()) {
                batch.add(pending.poll());
            }
            Promise<List<A>> results = ContextInternal.current().promise();
            Future.succeededFuture(batch.stream().map(PendingQuery::query).toList())
                    .compose(database)
                    .onComplete(results);
            results.future()
                    .timeout(millisLeft(batch.get(0)), TimeUnit.MILLISECONDS)
                    .onComplete(outcome -> {
                        if (outcome.cause() instanceof TimeoutException) {
                            failPending(outcome.cause());
                        }
                        inFlight = !pending.isEmpty();
                        if (inFlight) {
                            sendNext();
                        }
                        for (int i = 0; i < batch.size(); i++) {
                            if (outcome.succeeded()) {
                                batch.get(i).result().complete(outcome.result().get(i));
                            } else {
                                batch.get(i).result().fail(outcome.cause());
                            }
                        }
                    });
        }

        /** Of the patience of who has waited longest. */
        private long millisLeft(PendingQuery<Q, A> oldest) {
            return Math.max(
                    1,
                    timeout.minusNanos(System.nanoTime() - oldest.startNanos()).toMillis());
        }

        /** Those behind it would wait for nothing as well. */
        private void failPending(Throwable cause) {
            List<PendingQuery<Q, A>> failed = List.copyOf(pending);
            pending.clear();
            failed.forEach(query -> query.result().fail(cause));
        }
    }
}
