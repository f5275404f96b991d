package run.opentrack.gateway.forward;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.request.Arrival;
import run.opentrack.gateway.route.Replica;
import run.opentrack.gateway.route.Route;

/** Sends requests on to the services, for one event loop: so many at once to each replica, no more. */
public final class Forwarder {
    private final HttpClient client;
    private final Times times;
    private final AnswerMemory memory;
    private final ForwardConfig config;
    /** By address: one that is named twice works for no more. */
    private final Map<SocketAddress, Places> places = new HashMap<>();

    public Forwarder(Vertx vertx, ForwardConfig config, AnswerMemory memory) {
        this.config = config;
        this.memory = memory;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAlive(true)
                // Less than a service waits between saying that it is about to end and ending (quarkus.shutdown.delay):
                // no request then meets a connection that is just being closed.
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setPipelining(false)
                .setMaxHeaderSize(32 * 1024)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(config.connections() + config.untaken())
                .setMaxWaitQueueSize(config.queue());
        this.client = vertx.createHttpClient(options, pool);
        this.times = new Times(
                config.answerTimeout().toNanos(), config.stallTimeout().toNanos());
    }

    /** Takes a request from here to its end. */
    public void forward(Arrival arrival, Route route) {
        new Forwarding(this, times, memory, arrival, route).begin();
    }

    HttpClient client() {
        return client;
    }

    Places placesAt(Replica replica) {
        return places.computeIfAbsent(
                replica.address(), first -> new Places(config.connections(), config.queue(), config.untaken()));
    }
}
