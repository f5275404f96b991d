package run.opentrack.gateway.connection;

/**
 * Bytes that pass in one direction. Each stretch of time must bring its share: what came in a rush before does not pay
 * for a standstill, and what the kernel took in one go is no sign that the client takes anything.
 */
final class Flow {
    private final Pace pace;
    private long since;
    private long before;
    private boolean first;

    Flow(Pace pace) {
        this.pace = pace;
    }

    /** Nothing is expected to pass now. */
    void rest() {
        since = 0;
    }

    /** @param bytes that have passed by now, in all */
    boolean isTooSlow(long bytes, long now) {
        if (since == 0) {
            since = now;
            before = bytes;
            first = true;
            return false;
        }
        // Two stretches, which a rush and a standstill take, are within one and a half times the grace.
        long stretch = first ? pace.grace().toNanos() : pace.grace().toNanos() * 2 / 5;
        if (now - since <= stretch) {
            return false;
        }
        boolean tooSlow = bytes - before < stretch / 1e9 * pace.slowest();
        since = now;
        before = bytes;
        first = false;
        return tooSlow;
    }
}
