package run.opentrack.gateway.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.gateway.connection.ClientConnection.SlowClientConfig;
import run.opentrack.gateway.internal.StrictRequestDecoder;
import run.opentrack.gateway.ratelimit.ClientRateLimit;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.http.request.ShutdownState;

/** Registry of the client connections of one event loop. */
public final class ClientConnections {
    /** Interval of the timeout checks. */
    public static final long CHECK_INTERVAL_MILLIS = 250;

    private final SlowClientConfig config;
    private final RateLimiter rateLimiter;
    private final ShutdownState shutdownState;
    private final HttpServerOptions options;
    private final Set<ClientConnection> open = new HashSet<>();
    private volatile int active;

    public ClientConnections(
            SlowClientConfig config, RateLimiter rateLimiter, ShutdownState shutdownState, HttpServerOptions options) {
        this.config = config;
        this.rateLimiter = rateLimiter;
        this.shutdownState = shutdownState;
        this.options = options;
    }

    /** Registers a new connection and installs its handlers. */
    public void register(HttpConnection connection) {
        ClientRateLimit client = rateLimiter.clientAt(connection.remoteAddress());
        ClientConnection clientConnection = new ClientConnection(config, client, new StrictRequestDecoder(options));
        clientConnection.attach(connection);
        client.connected();
        open.add(clientConnection);
        connection.closeHandler(closed -> {
            open.remove(clientConnection);
            client.disconnected();
        });
    }

    public void checkTimeouts() {
        long now = System.nanoTime();
        boolean draining = shutdownState.isShuttingDown();
        int count = 0;
        for (ClientConnection connection : List.copyOf(open)) {
            connection.checkTimeouts(now, draining);
            count += connection.isActive() ? 1 : 0;
        }
        active = count;
    }

    /** @return number of active connections at the last check */
    public int active() {
        return active;
    }
}
