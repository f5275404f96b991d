package run.opentrack.gateway.forward;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.request.Arrival;
import run.opentrack.gateway.route.Route;

/** Sends requests on to the services, with the connections of one event loop: so many to each replica, no more. */
public final class Forwarder {
    private final HttpClient client;
    private final Times times;
    private final AnswerMemory memory;

    public Forwarder(Vertx vertx, ForwardConfig config, AnswerMemory memory) {
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
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(config.connections()).setMaxWaitQueueSize(config.queue());
        this.client = vertx.createHttpClient(options, pool);
        this.times = new Times(
                config.answerTimeout().toNanos(), config.stallTimeout().toNanos());
    }

    /** Takes a request from here to its end. */
    public void forward(Arrival arrival, Route route) {
        new Forwarding(client, times, memory, arrival, route).begin();
    }
}
