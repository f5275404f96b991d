package run.opentrack.gateway.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** What comes from one address: an IPv4 address, or an IPv6 network of 64 bits, which is one customer's. */
final class Address {
    private final AtomicInteger connections = new AtomicInteger();
    private final Window requests = new Window();
    private final Window signUps = new Window();

    AtomicInteger connections() {
        return connections;
    }

    Window requests() {
        return requests;
    }

    Window signUps() {
        return signUps;
    }

    boolean isForgettable(long nowMillis) {
        return connections.get() == 0
                && requests.isIdleSince(nowMillis - 60_000, 1_000)
                && signUps.isIdleSince(nowMillis - 60_000, 60_000);
    }
}
