package run.opentrack.competition.write;

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
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Where applications wait, those for one country in one queue. Nobody waits when nobody is before; those who come while a
 * transaction is under way are decided on together in the next, so that a country takes as many creates as the database
 * can insert, not as many as it can commit one after the other. What was begun is finished when its client hangs up.
 */
@ApplicationScoped
public class CreateQueue {
    private static final int MAX_BATCH_SIZE = 32;
    private static final int MAX_QUEUE_LENGTH = 1_000;
    /** Who has not so much of the patience left is not called any more: what is begun should have a chance. */
    private static final Duration MIN_REMAINING = Duration.ofMillis(500);

    private final DuplicatePrecheck precheck;
    private final CreateService createService;
    private final Vertx vertx;
    /** By country, so no more than there are. */
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    CreateQueue(DuplicatePrecheck firstLook, CreateService registration, Vertx vertx) {
        this.precheck = firstLook;
        this.createService = registration;
        this.vertx = vertx;
    }

    /** 201 with the competition, or 409 with what it may be the same as. */
    Uni<WriteResponse> submit(CreateRequest request) {
        long startNanos = System.nanoTime();
        Queue queue = queues.computeIfAbsent(request.data().countryId(), country -> new Queue());
        if (!queue.duplicateRateHint.isRefusal()) {
            return enqueue(queue, request, startNanos);
        }
        return precheck.check(request)
                .invoke(refused -> queue.duplicateRateHint.add(refused.isPresent()))
                .chain(refused -> refused.isPresent()
                        ? Uni.createFrom().item(refused.get())
                        : enqueue(queue, request, startNanos));
    }

    private static Uni<WriteResponse> enqueue(Queue queue, CreateRequest application, long since) {
        return Uni.createFrom()
                .<WriteResponse>emitter(answer -> queue.add(new PendingCreate(application, answer, since)));
    }

    /** @param startNanos when it came, by {@link System#nanoTime} */
    private record PendingCreate(CreateRequest request, UniEmitter<? super WriteResponse> response, long startNanos) {
        Duration remainingTime() {
            return WriteTransaction.TIMEOUT.minusNanos(System.nanoTime() - startNanos);
        }

        boolean isExpired() {
            return remainingTime().compareTo(MIN_REMAINING) < 0;
        }

        void complete(CreateOutcome decision) {
            if (decision.error() != null) {
                response.fail(decision.error());
            } else {
                response.complete(decision.response());
            }
        }
    }

    private final class Queue {
        private final Deque<PendingCreate> pending = new ArrayDeque<>();
        private final DuplicateRateHint duplicateRateHint = new DuplicateRateHint();
        private boolean batchInFlight;

        void add(PendingCreate one) {
            synchronized (this) {
                if (pending.size() >= MAX_QUEUE_LENGTH) {
                    one.response.fail(
                            ApiException.unavailable("Too many competitions are being created at the moment", 1));
                    return;
                }
                pending.add(one);
                if (batchInFlight) {
                    return;
                }
                batchInFlight = true;
            }
            drain();
        }

        private void drain() {
            List<PendingCreate> batch = new ArrayList<>();
            List<PendingCreate> expired = new ArrayList<>();
            synchronized (this) {
                while (batch.size() < MAX_BATCH_SIZE && !pending.isEmpty()) {
                    PendingCreate next = pending.poll();
                    (next.isExpired() ? expired : batch).add(next);
                }
                batchInFlight = !batch.isEmpty();
            }
            expired.forEach(late -> late.response.fail(ApiException.unavailable()));
            if (!batch.isEmpty()) {
                runBatch(batch, decisions -> complete(batch, decisions), failure -> fail(batch, failure));
            }
        }

        /** In a context of its own: the callers' have sessions of their own. */
        private void runBatch(
                List<PendingCreate> called, Consumer<List<CreateOutcome>> decided, Consumer<Throwable> failed) {
            List<CreateRequest> applications =
                    called.stream().map(PendingCreate::request).toList();
            Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(own, true);
            Duration patience = called.get(0).remainingTime();
            own.runOnContext(begin -> UniqueViolationRetry.retryOnViolation(
                            () -> createService.createAll(applications, patience))
                    .subscribe()
                    .with(decided, failed));
        }

        private void complete(List<PendingCreate> batch, List<CreateOutcome> outcomes) {
            synchronized (this) {
                for (int i = batch.size() - 1; i >= 0; i--) {
                    if (outcomes.get(i).isDeferred()) {
                        pending.addFirst(batch.get(i));
                    }
                }
            }
            outcomes.stream().filter(CreateOutcome::isDuplicate).forEach(refused -> duplicateRateHint.add(true));
            drain();
            for (int i = 0; i < batch.size(); i++) {
                if (!outcomes.get(i).isDeferred()) {
                    batch.get(i).complete(outcomes.get(i));
                }
            }
        }

        /** A row that the database refuses must not cost the others their answer: each is decided on by itself. */
        private void fail(List<PendingCreate> batch, Throwable failure) {
            if (batch.size() > 1 && UniqueViolationRetry.isDataError(failure)) {
                runOneByOne(batch.iterator());
            } else {
                drain();
                batch.forEach(one -> one.response.fail(failure));
            }
        }

        private void runOneByOne(Iterator<PendingCreate> batch) {
            if (!batch.hasNext()) {
                drain();
                return;
            }
            PendingCreate one = batch.next();
            if (one.isExpired()) {
                one.response.fail(ApiException.unavailable());
                runOneByOne(batch);
                return;
            }
            runBatch(
                    List.of(one),
                    decisions -> {
                        one.complete(decisions.get(0));
                        runOneByOne(batch);
                    },
                    failure -> {
                        one.response.fail(failure);
                        runOneByOne(batch);
                    });
        }
    }
}
