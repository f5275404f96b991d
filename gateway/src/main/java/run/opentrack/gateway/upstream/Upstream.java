package run.opentrack.gateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Service behind the gateway with one or several instances. */
public final class Upstream {
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final List<UpstreamInstance> instances;
    private final AtomicInteger next = new AtomicInteger();
    private volatile long lastLoggedAt = System.nanoTime() - LOG_INTERVAL_NANOS;

    private Upstream(String name, List<UpstreamInstance> instances) {
        this.name = name;
        this.instances = instances;
    }

    public static Upstream of(String name, List<String> addresses) {
        return new Upstream(name, addresses.stream().map(UpstreamInstance::new).toList());
    }

    public String name() {
        return name;
    }

    /** @return whether a failure should be logged, at most one per second */
    public boolean shouldLogFailure() {
        long now = System.nanoTime();
        boolean due = now - lastLoggedAt >= LOG_INTERVAL_NANOS;
        if (due) {
            lastLoggedAt = now;
        }
        return due;
    }

    List<UpstreamInstance> instances() {
        return instances;
    }

    /** @return the instances in the order to try them: round robin, ejected ones last */
    public List<UpstreamInstance> selectionOrder() {
        if (instances.size() == 1) {
            return instances;
        }
        int first = Math.floorMod(next.getAndIncrement(), instances.size());
        List<UpstreamInstance> order = new ArrayList<>(instances.size());
        List<UpstreamInstance> ejected = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            UpstreamInstance instance = instances.get((first + i) % instances.size());
            (instance.isEjected() ? ejected : order).add(instance);
        }
        order.addAll(ejected);
        return order;
    }
}
