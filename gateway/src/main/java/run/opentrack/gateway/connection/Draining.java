package run.opentrack.gateway.connection;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether this gateway is about to end: its readiness is down, and each answer is the last of its connection. */
@ApplicationScoped
public class Draining {
    private volatile boolean on;

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        begin();
    }

    public void begin() {
        on = true;
    }

    public boolean isOn() {
        return on;
    }
}
