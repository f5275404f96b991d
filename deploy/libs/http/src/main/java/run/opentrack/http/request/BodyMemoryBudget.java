package run.opentrack.http.request;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.http.error.ApiException;

/**
 * What a service holds of long bodies at the moment, until their answers end: together they have a limit, or some hundred
 * clients that upload slowly would end it.
 */
@ApplicationScoped
class BodyMemoryBudget {
    private final AtomicLong reserved = new AtomicLong();
    private final long limit;

    BodyMemoryBudget(HttpConfig config) {
        this.limit = config.totalBodyMemory();
    }

    /** 503 where there is no room; then nothing is taken. */
    void reserve(int bytes) {
        if (reserved.addAndGet(bytes) > limit) {
            reserved.addAndGet(-bytes);
            throw ApiException.unavailable("Too many bodies are being read at the moment", 1);
        }
    }

    void release(int bytes) {
        reserved.addAndGet(-bytes);
    }
}
