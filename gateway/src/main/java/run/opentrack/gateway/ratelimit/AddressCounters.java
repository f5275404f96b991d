package run.opentrack.gateway.ratelimit;

import java.util.concurrent.atomic.AtomicInteger;

/** Counters of one client address: an IPv4 address or an IPv6 /64 network, as assigned to one customer. */
final class AddressCounters {
    private final AtomicInteger connections = new AtomicInteger();
    private final FixedWindowCounter requests = new FixedWindowCounter();
    private final FixedWindowCounter signUps = new FixedWindowCounter();

    AtomicInteger connections() {
        return connections;
    }

    FixedWindowCounter requests() {
        return requests;
    }

    FixedWindowCounter signUps() {
        return signUps;
    }

    boolean isExpired(long nowMillis) {
        return connections.get() == 0
                && requests.isIdleSince(nowMillis - 60_000, 1_000)
                && signUps.isIdleSince(nowMillis - 60_000, 60_000);
    }
}
