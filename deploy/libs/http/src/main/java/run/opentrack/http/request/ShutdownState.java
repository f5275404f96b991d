package run.opentrack.http.request;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Graceful shutdown state. During {@code quarkus.shutdown.delay} readiness is down and each response closes its
 * connection, so that closing the port cuts no connection.
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
