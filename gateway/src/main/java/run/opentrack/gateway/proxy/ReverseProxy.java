package run.opentrack.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
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
    private final Config config;
    /** By address, as two routes may share an instance. */
    private final Map<SocketAddress, ConcurrencyLimiter> limiters = new HashMap<>();

    private final Map<SocketAddress, ConcurrencyLimiter> longLivedLimiters = new HashMap<>();

    public ReverseProxy(Vertx vertx, Config config, ResponseCache cache) {
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
                .setHttp1MaxSize(config.maxConcurrent() + config.maxLongLived() + 2 * config.maxSuspended())
                .setMaxWaitQueueSize(config.maxQueued());
        this.client = vertx.createHttpClient(options, pool);
    }

    /** Forwards a request to the route's upstream and relays the response. */
    public void forward(GatewayRequest request, Route route) {
        new ProxyExchange(this, cache, request, route).start();
    }

    HttpClient client() {
        return client;
    }

    Config config() {
        return config;
    }

    ConcurrencyLimiter limiterFor(UpstreamInstance instance, boolean longLived) {
        int maxConcurrent = longLived ? config.maxLongLived() : config.maxConcurrent();
        int maxQueued = longLived ? 0 : config.maxQueued();
        return (longLived ? longLivedLimiters : limiters)
                .computeIfAbsent(
                        instance.address(),
                        address -> new ConcurrencyLimiter(maxConcurrent, maxQueued, config.maxSuspended()));
    }

    /** Timeouts and limits of requests to upstreams. */
    @ConfigMapping(prefix = "opentrack.gateway.proxy")
    public interface Config {
        /** Maximum time until an upstream's response starts, including the wait for a connection; then 504. */
        @WithDefault("PT4.5S")
        Duration responseTimeout();

        /** Maximum pause within a response body; then the connection is closed. */
        @WithDefault("PT30S")
        Duration responseIdleTimeout();

        /** Connect timeout. */
        @WithDefault("PT1S")
        Duration connectTimeout();

        /** Maximum idle time of a pooled connection, in whole seconds. */
        @WithDefault("PT2S")
        Duration keepAliveTimeout();

        /** Maximum concurrent requests per instance and event loop. */
        @WithDefault("64")
        int maxConcurrent();

        /** Maximum queued requests per instance and event loop; beyond that 503. */
        @WithDefault("128")
        int maxQueued();

        /**
         * Maximum responses per instance and event loop that wait for slow clients, each on its own connection; beyond that
         * the longest-stalled client is disconnected.
         */
        @WithDefault("128")
        int maxSuspended();

        /** Maximum long polls and event streams per instance and event loop, beside all others; beyond that 503. */
        @WithDefault("1000")
        int maxLongLived();
    }
}
