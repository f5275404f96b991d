package run.opentrack.auth.password;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
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
import run.opentrack.http.error.ApiException;

/**
 * Bounded thread pool for hashing passwords and signing tokens, so that no login blocks an event loop and excess logins
 * are rejected early. Its threads have a low priority, so that logins use only processor time that other requests
 * leave.
 */
@ApplicationScoped
public class HashingExecutor {
    /** Work that waited longer is dropped: its client has received a 504 from the gateway. */
    private static final long MAX_QUEUE_TIME_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Duration REJECTION_DELAY = Duration.ofMillis(250);

    /** All of an idle machine, and a tenth of a core beside ordinary threads. At the lowest priority (19) logins starve there. */
    private static final int NICENESS = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private final PasswordHasher hasher;
    private final ThreadPoolExecutor threads;
    private final AdaptiveConcurrencyLimit concurrencyLimit;

    HashingExecutor(PasswordHasher hasher, PasswordHasher.Config config) {
        this.hasher = hasher;
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

    /** Runs a login if it can be hashed within about a second; 503 otherwise, without a database query. */
    public <T> Uni<T> runAdmitted(Supplier<Uni<T>> login) {
        return Uni.createFrom().deferred(() -> {
            if (!concurrencyLimit.tryAcquire()) {
                return reject();
            }
            return Uni.createFrom().deferred(login::get).onTermination().invoke(concurrencyLimit::release);
        });
    }

    /** Rejects with a delay: clients that retry without a pause would otherwise starve the low-priority threads. */
    private <T> Uni<T> reject() {
        if (!concurrencyLimit.delayRejection()) {
            throw overloaded();
        }
        return delay(REJECTION_DELAY)
                .onTermination()
                .invoke(concurrencyLimit::endDelay)
                .map(ended -> {
                    throw overloaded();
                });
    }

    /** Completes after a time, in the Vert.x context of the subscription, without blocking a thread. */
    public static Uni<Void> delay(Duration time) {
        return Uni.createFrom()
                .emitter(delay ->
                        Vertx.currentContext().owner().setTimer(time.toMillis(), ended -> delay.complete(null)));
    }

    /** Hashes a password on one of the threads. */
    public Uni<String> hash(String password) {
        return submit(() -> hasher.hash(password));
    }

    /** Runs work on one of the threads and continues in the caller's Vert.x context. */
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
                    lowerPriority();
                    work.run();
                },
                "hashing");
        thread.setDaemon(true);
        return thread;
    }

    /** Sets the niceness of the calling thread. Java's priorities reach the kernel only with a JVM flag that requires root. */
    private static void lowerPriority() {
        if (Platform.isLinux()) {
            Native.load(Platform.C_LIBRARY_NAME, LibC.class).setpriority(PRIO_PROCESS, CALLING_THREAD, NICENESS);
        }
    }

    /** Public for JNA, which implements it. */
    public interface LibC extends Library {
        int setpriority(int which, int who, int value);
    }
}
