package run.opentrack.gateway.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.gateway.limit.Caller;
import run.opentrack.gateway.limit.Limits;
import run.opentrack.http.request.ShutdownState;

/** All connections of one event loop. */
public final class Visits {
    /** How often it is looked at what takes too long, in milliseconds. */
    public static final long TICK_MILLIS = 250;

    private final Pace pace;
    private final Limits limits;
    private final ShutdownState draining;
    private final HttpServerOptions options;
    private final Set<Visit> open = new HashSet<>();
    private volatile int busy;

    public Visits(Pace pace, Limits limits, ShutdownState draining, HttpServerOptions options) {
        this.pace = pace;
        this.limits = limits;
        this.draining = draining;
        this.options = options;
    }

    /** A client has connected. */
    public void welcome(HttpConnection connection) {
        Caller caller = limits.callerAt(connection.remoteAddress());
        Visit visit = new Visit(pace, caller, new StrictDecoder(options));
        visit.attach(Visit.channel(connection));
        caller.connected();
        open.add(visit);
        connection.closeHandler(closed -> {
            open.remove(visit);
            caller.disconnected();
        });
    }

    public void tick() {
        long now = System.nanoTime();
        boolean leaving = draining.isShuttingDown();
        int working = 0;
        for (Visit visit : List.copyOf(open)) {
            visit.tick(now, leaving);
            working += visit.isAtWork() ? 1 : 0;
        }
        busy = working;
    }

    /** How many requests were being read or answered a moment ago, or waited for their client to take the answer. */
    public int busy() {
        return busy;
    }
}
