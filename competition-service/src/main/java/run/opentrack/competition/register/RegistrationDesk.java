package run.opentrack.competition.register;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
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
import java.util.function.Consumer;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Where applications wait, those for one country in one queue. Nobody waits when nobody is before; those who come while a
 * transaction is under way are decided on together in the next, so that a country takes as many creates as the database
 * can insert, not as many as it can commit one after the other. What was begun is finished when its client hangs up.
 */
@ApplicationScoped
public class RegistrationDesk {
    private static final int MOST_TOGETHER = 32;
    private static final int MOST_WAITING = 1_000;
    /** Who has not so much of the patience left is not called any more: what is begun should have a chance. */
    private static final Duration LEAST_LEFT = Duration.ofMillis(500);

    private final FirstLook firstLook;
    private final Registration registration;
    private final Vertx vertx;
    /** By country, so no more than there are. */
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    RegistrationDesk(FirstLook firstLook, Registration registration, Vertx vertx) {
        this.firstLook = firstLook;
        this.registration = registration;
        this.vertx = vertx;
    }

    /** 201 with the competition, or 409 with what it may be the same as. */
    Uni<Answer> register(Application application) {
        long since = System.nanoTime();
        Queue queue = queues.computeIfAbsent(application.entry().countryId(), country -> new Queue());
        if (!queue.expected.isRefusal()) {
            return wait(queue, application, since);
        }
        return firstLook
                .at(application)
                .invoke(refused -> queue.expected.add(refused.isPresent()))
                .chain(refused ->
                        refused.isPresent() ? Uni.createFrom().item(refused.get()) : wait(queue, application, since));
    }

    private static Uni<Answer> wait(Queue queue, Application application, long since) {
        return Uni.createFrom().<Answer>emitter(answer -> queue.add(new Waiting(application, answer, since)));
    }

    /** @param since when it came, by {@link System#nanoTime} */
    private record Waiting(Application application, UniEmitter<? super Answer> answer, long since) {
        Duration patienceLeft() {
            return WriteTransaction.TIMEOUT.minusNanos(System.nanoTime() - since);
        }

        boolean isLate() {
            return patienceLeft().compareTo(LEAST_LEFT) < 0;
        }

        void tell(Decision decision) {
            if (decision.refusal() != null) {
                answer.fail(decision.refusal());
            } else {
                answer.complete(decision.answer());
            }
        }
    }

    private final class Queue {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final Expectation expected = new Expectation();
        private boolean sitting;

        void add(Waiting one) {
            synchronized (this) {
                if (waiting.size() >= MOST_WAITING) {
                    one.answer.fail(
                            ApiException.unavailable("Too many competitions are being created at the moment", 1));
                    return;
                }
                waiting.add(one);
                if (sitting) {
                    return;
                }
                sitting = true;
            }
            callNext();
        }

        private void callNext() {
            List<Waiting> called = new ArrayList<>();
            List<Waiting> late = new ArrayList<>();
            synchronized (this) {
                while (called.size() < MOST_TOGETHER && !waiting.isEmpty()) {
                    Waiting next = waiting.poll();
                    (next.isLate() ? late : called).add(next);
                }
                sitting = !called.isEmpty();
            }
            late.forEach(one -> one.answer.fail(ApiException.unavailable()));
            if (!called.isEmpty()) {
                decide(called, decisions -> tell(called, decisions), failure -> fail(called, failure));
            }
        }

        /** In a context of its own: the callers' have sessions of their own. */
        private void decide(List<Waiting> called, Consumer<List<Decision>> decided, Consumer<Throwable> failed) {
            List<Application> applications =
                    called.stream().map(Waiting::application).toList();
            Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(own, true);
            Duration patience = called.get(0).patienceLeft();
            own.runOnContext(begin -> UniqueKeys.respected(() -> registration.together(applications, patience))
                    .subscribe()
                    .with(decided, failed));
        }

        private void tell(List<Waiting> called, List<Decision> decisions) {
            synchronized (this) {
                for (int i = called.size() - 1; i >= 0; i--) {
                    if (decisions.get(i).isWait()) {
                        waiting.addFirst(called.get(i));
                    }
                }
            }
            decisions.stream().filter(Decision::isDuplicate).forEach(refused -> expected.add(true));
            callNext();
            for (int i = 0; i < called.size(); i++) {
                if (!decisions.get(i).isWait()) {
                    called.get(i).tell(decisions.get(i));
                }
            }
        }

        /** A row that the database refuses must not cost the others their answer: each is decided on by itself. */
        private void fail(List<Waiting> called, Throwable failure) {
            if (called.size() > 1 && UniqueKeys.isRefusedRow(failure)) {
                oneByOne(called.iterator());
            } else {
                callNext();
                called.forEach(one -> one.answer.fail(failure));
            }
        }

        private void oneByOne(Iterator<Waiting> called) {
            if (!called.hasNext()) {
                callNext();
                return;
            }
            Waiting one = called.next();
            if (one.isLate()) {
                one.answer.fail(ApiException.unavailable());
                oneByOne(called);
                return;
            }
            decide(
                    List.of(one),
                    decisions -> {
                        one.tell(decisions.get(0));
                        oneByOne(called);
                    },
                    failure -> {
                        one.answer.fail(failure);
                        oneByOne(called);
                    });
        }
    }
}
