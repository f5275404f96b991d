package run.opentrack.http.request;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether this process is about to end: its readiness is down, it still answers, and each answer is the last of its
 * connection. After {@code quarkus.shutdown.delay} nobody has a connection left that closing the port could cut.
 */
@ApplicationScoped
public class ShutdownState {
    private volatile boolean shuttingDown;

    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) {
        shuttingDown = true;
    }

    public boolean isShuttingDown() {
        return shuttingDown;
    }
}
