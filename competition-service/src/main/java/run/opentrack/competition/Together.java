package run.opentrack.competition;

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
public final class Together<Q, A> {
    private final int most;
    private final Duration patience;
    private final Function<List<Q>, Future<List<A>>> database;
    /** One for each event loop, so that nothing is locked. */
    private final ThreadLocal<Asking> asking = ThreadLocal.withInitial(Asking::new);

    /**
     * @param most that are asked for together
     * @param patience how long one waits for an answer
     * @param database takes questions, gives an answer to each in their order
     */
    public Together(int most, Duration patience, Function<List<Q>, Future<List<A>>> database) {
        this.most = most;
        this.patience = patience;
        this.database = database;
    }

    /** To be called on an event loop. */
    public Future<A> ask(Q question) {
        return asking.get().ask(question);
    }

    /** @param since when it came, by {@link System#nanoTime} */
    private record Waiting<Q, A>(Q question, Promise<A> answer, long since) {}

    private final class Asking {
        private final Deque<Waiting<Q, A>> waiting = new ArrayDeque<>();
        private boolean underWay;

        Future<A> ask(Q question) {
            Promise<A> answer = ContextInternal.current().promise();
            waiting.add(new Waiting<>(question, answer, System.nanoTime()));
            if (!underWay) {
                underWay = true;
                sendNext();
            }
            return answer.future();
        }

        /** Once the event loop has taken what else has come, which goes along then. */
        private void sendNext() {
            ContextInternal.current().runOnContext(turn -> send());
        }

        private void send() {
            List<Waiting<Q, A>> sent = new ArrayList<>();
            while (sent.size() < most && !waiting.isEmpty()) {
                sent.add(waiting.poll());
            }
            Promise<List<A>> answers = ContextInternal.current().promise();
            Future.succeededFuture(sent.stream().map(Waiting::question).toList())
                    .compose(database)
                    .onComplete(answers);
            answers.future()
                    .timeout(millisLeft(sent.get(0)), TimeUnit.MILLISECONDS)
                    .onComplete(asked -> {
                        if (asked.cause() instanceof TimeoutException) {
                            giveUp(asked.cause());
                        }
                        underWay = !waiting.isEmpty();
                        if (underWay) {
                            sendNext();
                        }
                        for (int i = 0; i < sent.size(); i++) {
                            if (asked.succeeded()) {
                                sent.get(i).answer().complete(asked.result().get(i));
                            } else {
                                sent.get(i).answer().fail(asked.cause());
                            }
                        }
                    });
        }

        /** Of the patience of who has waited longest. */
        private long millisLeft(Waiting<Q, A> eldest) {
            return Math.max(
                    1, patience.minusNanos(System.nanoTime() - eldest.since()).toMillis());
        }

        /** Those behind it would wait for nothing as well. */
        private void giveUp(Throwable cause) {
            List<Waiting<Q, A>> behind = List.copyOf(waiting);
            waiting.clear();
            behind.forEach(one -> one.answer().fail(cause));
        }
    }
}
