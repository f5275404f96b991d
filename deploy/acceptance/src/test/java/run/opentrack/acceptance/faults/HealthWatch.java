package run.opentrack.acceptance.faults;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.acceptance.suite.Api;

/** Asks a service all the time whether it is alive and ready, as Kubernetes does, until it is closed. */
final class HealthWatch implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final Api management;
    private final Map<String, Set<Integer>> answers =
            Map.of("live", ConcurrentHashMap.newKeySet(), "ready", ConcurrentHashMap.newKeySet());
    private final Thread thread = new Thread(this::ask, "health");
    private volatile boolean closed;

    private HealthWatch(int managementPort) {
        this.management = Api.on(managementPort);
    }

    static HealthWatch of(int managementPort) {
        HealthWatch watch = new HealthWatch(managementPort);
        watch.thread.start();
        return watch;
    }

    /** Every status there was so far; 0 where none came. */
    Set<Integer> live() {
        return answers.get("live");
    }

    Set<Integer> ready() {
        return answers.get("ready");
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

    private void ask() {
        while (!closed) {
            answers.forEach((kind, seen) -> seen.add(management.statusOf("/q/health/" + kind)));
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
