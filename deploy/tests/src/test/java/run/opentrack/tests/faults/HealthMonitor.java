package run.opentrack.tests.faults;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.tests.support.ApiClient;

/** Polls the liveness and readiness probes of a service until it is closed. */
final class HealthMonitor implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final ApiClient management;
    private final Map<String, Set<Integer>> statuses =
            Map.of("live", ConcurrentHashMap.newKeySet(), "ready", ConcurrentHashMap.newKeySet());
    private final Thread thread = new Thread(this::poll, "health");
    private volatile boolean closed;

    private HealthMonitor(int managementPort) {
        this.management = ApiClient.on(managementPort);
    }

    static HealthMonitor of(int managementPort) {
        HealthMonitor watch = new HealthMonitor(managementPort);
        watch.thread.start();
        return watch;
    }

    /** Statuses so far; 0 for no response. */
    Set<Integer> live() {
        return statuses.get("live");
    }

    Set<Integer> ready() {
        return statuses.get("ready");
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void poll() {
        while (!closed) {
            statuses.forEach((kind, seen) -> seen.add(management.statusOf("/q/health/" + kind)));
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
