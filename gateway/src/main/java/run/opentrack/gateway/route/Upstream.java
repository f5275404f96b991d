package run.opentrack.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A service behind the gateway, on one machine or several. */
public final class Upstream {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final List<Replica> replicas;
    private final AtomicInteger next = new AtomicInteger();
    private volatile long lineAt = System.nanoTime() - LINE_NANOS;

    private Upstream(String name, List<Replica> replicas) {
        this.name = name;
        this.replicas = replicas;
    }

    static Upstream of(String name, List<String> addresses) {
        return new Upstream(name, addresses.stream().map(Replica::new).toList());
    }

    public String name() {
        return name;
    }

    /** Whether a failure is to be logged: one a second is. */
    public boolean isWorthALine() {
        long now = System.nanoTime();
        boolean worth = now - lineAt >= LINE_NANOS;
        if (worth) {
            lineAt = now;
        }
        return worth;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** The replicas in the order in which to try them: by turns, those that rest last. */
    public List<Replica> inTurn() {
        if (replicas.size() == 1) {
            return replicas;
        }
        int first = Math.floorMod(next.getAndIncrement(), replicas.size());
        List<Replica> order = new ArrayList<>(replicas.size());
        List<Replica> resting = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get((first + i) % replicas.size());
            (replica.isResting() ? resting : order).add(replica);
        }
        order.addAll(resting);
        return order;
    }
}
