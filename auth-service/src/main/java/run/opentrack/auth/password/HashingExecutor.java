package run.opentrack.auth.password;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import run.opentrack.auth.ratelimit.NonBlockingDelay;
import run.opentrack.http.error.ApiException;

/**
 * Where passwords are hashed and tokens signed: a few threads of their own, so that no login can hold up an event loop,
 * and a short queue, so that more logins than the machine can hash are told so soon. The threads stand back behind
 * all others: logins may take every core, but not from the calls of people who are in already.
 */
@ApplicationScoped
public class HashingExecutor {
    /** Whoever waited longer than this has been told something else by the gateway soon: their work is not begun. */
    private static final long MAX_QUEUE_TIME_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Duration REJECTION_DELAY = Duration.ofMillis(250);

    private final ThreadPoolExecutor threads;
    private final AdaptiveConcurrencyLimit concurrencyLimit;

    HashingExecutor(PasswordConfig config) {
        int size = config.threads().orElse(Runtime.getRuntime().availableProcessors());
        this.threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.maxQueueLength()),
                this::lowPriorityThread);
        this.concurrencyLimit = new AdaptiveConcurrencyLimit(size, config.maxQueueLength());
        threads.setRejectedExecutionHandler((work, pool) -> {
            throw overloaded();
        });
    }

    /**
     * Lets a login begin where it can hope for its turn within about a second; the others are refused within that time,
     * and nothing is asked of the database for them.
     */
    public <T> Uni<T> runAdmitted(Supplier<Uni<T>> login) {
        return Uni.createFrom().deferred(() -> {
            if (!concurrencyLimit.tryAcquire()) {
                return reject();
            }
            return Uni.createFrom().deferred(login::get).onTermination().invoke(concurrencyLimit::release);
        });
    }

    /**
     * Not at once: clients that try again without a pause would be refused thousands of times a second, and so keep the
     * threads here, which stand back, from the logins that are under way (measured: 8 such clients, 2,400 refusals and 2
     * logins a second).
     */
    private <T> Uni<T> reject() {
        if (!concurrencyLimit.delayRejection()) {
            throw overloaded();
        }
        return NonBlockingDelay.of(REJECTION_DELAY)
                .onTermination()
                .invoke(concurrencyLimit::endDelay)
                .map(ended -> {
                    throw overloaded();
                });
    }

    /** Does the work on one of the threads and goes on where it was called from. */
    public <T> Uni<T> submit(Supplier<T> work) {
        Context caller = Vertx.currentContext();
        long queuedAt = System.nanoTime();
        Uni<T> result = Uni.createFrom()
                .item(() -> {
                    if (System.nanoTime() - queuedAt > MAX_QUEUE_TIME_NANOS) {
                        throw overloaded();
                    }
                    return timed(work);
                })
                .runSubscriptionOn(threads);
        return caller == null ? result : result.emitOn(next -> caller.runOnContext(ignored -> next.run()));
    }

    private <T> T timed(Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        concurrencyLimit.recordHashTime(System.nanoTime() - begin);
        return result;
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    private static ApiException overloaded() {
        return ApiException.unavailable("Too many logins at the moment", 1);
    }

    private Thread lowPriorityThread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    ThreadNiceness.lowerPriority();
                    work.run();
                },
                "hashing");
        thread.setDaemon(true);
        return thread;
    }
}
