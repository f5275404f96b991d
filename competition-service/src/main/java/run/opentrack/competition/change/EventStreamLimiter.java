package run.opentrack.competition.change;

import io.micrometer.core.instrument.Metrics;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import run.opentrack.http.error.ApiException;

/** Limit of the open event streams, of an account and of the replica. */
@Singleton
class EventStreamLimiter {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final ChangeConfig config;
    private final Map<UUID, Integer> byAccount = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    EventStreamLimiter(ChangeConfig config) {
        this.config = config;
        Metrics.gauge("opentrack.changes.streams", open);
    }

    /**
     * Admits a stream, which must be {@link #release released}.
     *
     * @throws ApiException 429 or 503
     */
    void acquire(UUID account) {
        if (open.incrementAndGet() > config.maxStreams()) {
            open.decrementAndGet();
            throw ApiException.unavailable("Too many event streams are open", RETRY_AFTER_SECONDS);
        }
        if (byAccount.merge(account, 1, Integer::sum) > config.maxStreamsPerAccount()) {
            release(account);
            throw ApiException.tooManyRequests(
                    "At most " + config.maxStreamsPerAccount() + " event streams of an account are allowed",
                    RETRY_AFTER_SECONDS);
        }
    }

    void release(UUID account) {
        open.decrementAndGet();
        byAccount.computeIfPresent(account, (id, count) -> count == 1 ? null : count - 1);
    }
}
