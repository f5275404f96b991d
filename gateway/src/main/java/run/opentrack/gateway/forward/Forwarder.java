package run.opentrack.gateway.forward;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import run.opentrack.gateway.GatewayConfig;
import run.opentrack.gateway.route.Route;

/** Sends requests on to the services, with the connections of one event loop. */
public final class Forwarder {
    private final HttpClient client;
    private final long answerTimeoutMillis;

    public Forwarder(Vertx vertx, GatewayConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAlive(true)
                .setPipelining(false)
                .setMaxWaitQueueSize(config.queue())
                .setMaxHeaderSize(32 * 1024)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(config.connections());
        this.client = vertx.createHttpClient(options, pool);
        this.answerTimeoutMillis = config.answerTimeout().toMillis();
    }

    /** Takes a request from here to its end. */
    public void forward(HttpServerRequest request, Route route, String requestId) {
        new Forwarding(client, answerTimeoutMillis, request, route, requestId).begin();
    }
}
