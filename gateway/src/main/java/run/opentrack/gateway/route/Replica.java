package run.opentrack.gateway.route;

import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** One address of a service, and whether it was lately found dead. */
public final class Replica {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SocketAddress address;
    private volatile long deadAt;
    private volatile boolean dead;

    Replica(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        this.address = SocketAddress.inetSocketAddress(
                Integer.parseInt(hostAndPort.substring(colon + 1).strip()),
                hostAndPort.substring(0, colon).strip());
    }

    public SocketAddress address() {
        return address;
    }

    /** It did not take a connection. */
    public void foundDead() {
        deadAt = System.nanoTime();
        dead = true;
    }

    /** It answered. */
    public void foundAlive() {
        if (dead) {
            dead = false;
        }
    }

    /** Whether it is worth a try: never found dead, or a while ago. */
    boolean isWorthATry() {
        return !dead || System.nanoTime() - deadAt > REST_NANOS;
    }
}
