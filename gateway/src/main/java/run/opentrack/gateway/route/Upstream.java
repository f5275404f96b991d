package run.opentrack.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A service behind the gateway, on one machine or several. */
public final class Upstream {
    private final String name;
    private final List<Replica> replicas;
    private final AtomicInteger next = new AtomicInteger();

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

    /** The replicas in the order in which to try them: by turns, those that were lately found dead last. */
    public List<Replica> inTurn() {
        if (replicas.size() == 1) {
            return replicas;
        }
        int first = Math.floorMod(next.getAndIncrement(), replicas.size());
        List<Replica> order = new ArrayList<>(replicas.size());
        List<Replica> resting = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get((first + i) % replicas.size());
            (replica.isWorthATry() ? order : resting).add(replica);
        }
        order.addAll(resting);
        return order;
    }
}
