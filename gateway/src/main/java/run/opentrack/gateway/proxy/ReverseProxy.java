package run.opentrack.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.request.GatewayRequest;
import run.opentrack.gateway.upstream.Route;
import run.opentrack.gateway.upstream.UpstreamInstance;

/** Reverse proxy of one event loop with a concurrency limit per upstream instance. */
public final class ReverseProxy {
    /** Maximum bytes of a response relayed in one piece. Each piece costs a write; a slow client buffers two of them. */
    private static final int MAX_CHUNK_SIZE = 64 * 1024;

    private final HttpClient client;
    private final ResponseCache cache;
    private final ProxyConfig config;
    private final long responseTimeoutNanos;
    private final long responseIdleTimeoutNanos;
    /** By address, as two routes may share an instance. */
    private final Map<SocketAddress, ConcurrencyLimiter> limiters = new HashMap<>();

    public ReverseProxy(Vertx vertx, ProxyConfig config, ResponseCache cache) {
        this.config = config;
        this.cache = cache;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAlive(true)
                // Shorter than quarkus.shutdown.delay of the services, so that no request uses a connection that is
                // being closed.
                .setKeepAliveTimeout((int) config.keepAliveTimeout().toSeconds())
                .setPipelining(false)
                .setMaxHeaderSize(32 * 1024)
                .setMaxChunkSize(MAX_CHUNK_SIZE)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(config.maxConcurrent() + config.maxSuspended())
                .setMaxWaitQueueSize(config.maxQueued());
        this.client = vertx.createHttpClient(options, pool);
        this.responseTimeoutNanos = config.responseTimeout().toNanos();
        this.responseIdleTimeoutNanos = config.responseIdleTimeout().toNanos();
    }

    /** Forwards a request to the route's upstream and relays the response. */
    public void forward(GatewayRequest request, Route route) {
        new ProxyExchange(this, cache, request, route).start();
    }

    HttpClient client() {
        return client;
    }

    long responseTimeoutNanos() {
        return responseTimeoutNanos;
    }

    long responseIdleTimeoutNanos() {
        return responseIdleTimeoutNanos;
    }

    ConcurrencyLimiter limiterFor(UpstreamInstance instance) {
        return limiters.computeIfAbsent(
                instance.address(),
                address -> new ConcurrencyLimiter(config.maxConcurrent(), config.maxQueued(), config.maxSuspended()));
    }
}
