package run.opentrack.http.request;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.http.error.ApiException;

/**
 * Memory budget for large request bodies, reserved until their responses end. Without it some hundred slow uploads would
 * exhaust the heap.
 */
@ApplicationScoped
class BodyMemoryBudget {
    private final AtomicLong reserved = new AtomicLong();
    private final long limit;

    BodyMemoryBudget(IngressFilter.Config config) {
        this.limit = config.totalBodyMemory();
    }

    /**
     * Reserves memory.
     *
     * @throws ApiException 503 if the budget is exceeded; then nothing is reserved
     */
    void reserve(int bytes) {
        if (reserved.addAndGet(bytes) > limit) {
            reserved.addAndGet(-bytes);
            throw ApiException.unavailable("Too many request bodies are being read", 1);
        }
    }

    void release(int bytes) {
        reserved.addAndGet(-bytes);
    }
}
