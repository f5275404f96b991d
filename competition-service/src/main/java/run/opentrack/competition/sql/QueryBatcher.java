package run.opentrack.competition.sql;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import run.opentrack.http.error.ApiException;

/**
 * Coalesces concurrent queries per event loop. A query that arrives while a batch is in flight joins the next; as a batch
 * starts after its queries arrived, it sees every earlier commit, on every replica.
 *
 * @param <Q> one query
 * @param <A> its result
 */
public final class QueryBatcher<Q, A> {
    private static final int MAX_PENDING = 1_000;

    private final int maxBatchSize;
    private final Duration timeout;
    private final Function<List<Q>, Future<List<A>>> database;
    /** One for each event loop, so that no lock is needed. */
    private final ThreadLocal<Batch> batches = ThreadLocal.withInitial(Batch::new);

    /**
     * @param timeout from the arrival of a query to its result
     * @param database takes queries and returns their results in the same order
     */
    public QueryBatcher(int maxBatchSize, Duration timeout, Function<List<Q>, Future<List<A>>> database) {
        this.maxBatchSize = maxBatchSize;
        this.timeout = timeout;
        this.database = database;
    }

    /** Must be called on an event loop. The result arrives in the context of the caller. */
    public Future<A> submit(Q query) {
        return batches.get().submit(query);
    }

    /** The same as a Uni, with 503 instead of a failure of the database. */
    public Uni<A> submitOrUnavailable(Q query) {
        return UniHelper.toUni(submit(query)).onFailure().transform(failure -> ApiException.unavailable());
    }

    /** @param startNanos time of arrival, by {@link System#nanoTime} */
    private record PendingQuery<Q, A>(Q query, Promise<A> result, Context context, long startNanos) {
        void complete(A value) {
            inContext(() -> result.complete(value));
        }

        void fail(Throwable cause) {
            inContext(() -> result.fail(cause));
        }

        private void inContext(Runnable completion) {
            if (Vertx.currentContext() == context) {
                completion.run();
            } else {
                context.runOnContext(ignored -> completion.run());
            }
        }
    }

    private final class Batch {
        private final Deque<PendingQuery<Q, A>> pending = new ArrayDeque<>();
        private boolean inFlight;

        Future<A> submit(Q query) {
            if (pending.size() >= MAX_PENDING) {
                return Future.failedFuture(new TimeoutException("too many queries are waiting for the database"));
            }
            PendingQuery<Q, A> one =
                    new PendingQuery<>(query, Promise.promise(), Vertx.currentContext(), System.nanoTime());
            pending.add(one);
            if (!inFlight) {
                inFlight = true;
                sendNext();
            }
            return one.result().future();
        }

        /** Deferred by one task of the event loop, so that queries which have arrived already join the batch. */
        private void sendNext() {
            Vertx.currentContext().runOnContext(ignored -> send());
        }

        private void send() {
            List<PendingQuery<Q, A>> batch = new ArrayList<>();
            while (batch.size() < maxBatchSize && !pending.isEmpty()) {
                batch.add(pending.poll());
            }
            Vertx vertx = Vertx.currentContext().owner();
            Promise<List<A>> results = Promise.promise();
            long timer = vertx.setTimer(
                    remainingMillis(batch.get(0)),
                    fired -> results.tryFail(new TimeoutException("the database did not respond in time")));
            results.future().onComplete(outcome -> {
                vertx.cancelTimer(timer);
                complete(batch, outcome);
            });
            Future.succeededFuture(batch.stream().map(PendingQuery::query).toList())
                    .compose(database)
                    .onSuccess(results::tryComplete)
                    .onFailure(results::tryFail);
        }

        private void complete(List<PendingQuery<Q, A>> batch, AsyncResult<List<A>> outcome) {
            if (outcome.cause() instanceof TimeoutException) {
                failPending(outcome.cause());
            }
            inFlight = !pending.isEmpty();
            if (inFlight) {
                sendNext();
            }
            for (int i = 0; i < batch.size(); i++) {
                if (outcome.succeeded()) {
                    batch.get(i).complete(outcome.result().get(i));
                } else {
                    batch.get(i).fail(outcome.cause());
                }
            }
        }

        private long remainingMillis(PendingQuery<Q, A> oldest) {
            return Math.max(
                    1,
                    timeout.minusNanos(System.nanoTime() - oldest.startNanos()).toMillis());
        }

        /** Fails queries behind a timed-out batch: the database would not respond to them either. */
        private void failPending(Throwable cause) {
            List<PendingQuery<Q, A>> failed = List.copyOf(pending);
            pending.clear();
            failed.forEach(one -> one.fail(cause));
        }
    }
}
