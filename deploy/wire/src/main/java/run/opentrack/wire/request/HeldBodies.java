package run.opentrack.wire.request;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.wire.error.Refusal;

/**
 * What a service holds of long bodies at the moment, until their answers end: together they have a limit, or some hundred
 * clients that upload slowly would end it.
 */
@ApplicationScoped
class HeldBodies {
    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    HeldBodies(EdgeConfig config) {
        this.limit = config.bodiesLimit();
    }

    /** 503 where there is no room; then nothing is taken. */
    void take(int more) {
        if (bytes.addAndGet(more) > limit) {
            bytes.addAndGet(-more);
            throw Refusal.unavailable("Too many bodies are being read at the moment", 1);
        }
    }

    void give(int back) {
        bytes.addAndGet(-back);
    }
}
