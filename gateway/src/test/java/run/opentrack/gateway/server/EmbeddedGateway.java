package run.opentrack.gateway.server;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.connection.ClientConnection.SlowClientConfig;
import run.opentrack.gateway.proxy.ReverseProxy;
import run.opentrack.gateway.ratelimit.JwksPoller;
import run.opentrack.gateway.ratelimit.RateLimiter;
import run.opentrack.gateway.upstream.HealthChecker;
import run.opentrack.gateway.upstream.RouteTable;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.request.ShutdownState;
import run.opentrack.local.Ports;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.tests.support.StubUpstream;

/** Gateway in the process of the test, with its real settings, without pages and management port. */
public final class EmbeddedGateway implements AutoCloseable, AfterAllCallback {
    private final Vertx vertx = Vertx.vertx();
    private final int port = Ports.freePort();
    private final StubUpstream upstream;

    /** @param settings environment variables of a gateway with one stub upstream */
    public EmbeddedGateway(Map<String, String> settings) {
        this(settings, new StubUpstream());
    }

    /** @param upstreams instances behind every route; the first is closed with a gateway that is a JUnit extension */
    public EmbeddedGateway(Map<String, String> settings, StubUpstream... upstreams) {
        this.upstream = upstreams[0];
        SmallRyeConfig config = config(environment(port, settings, upstreams));
        RouteTable routes = new RouteTable(config.getConfigMapping(RouteTable.RouteConfig.class));
        JwksPoller jwksPoller = new JwksPoller(
                vertx, routes, config.getConfigMapping(AccessTokenVerifier.Config.class), Clock.systemUTC());
        RateLimiter rateLimiter = new RateLimiter(
                config.getConfigMapping(RateLimiter.RateLimitConfig.class), jwksPoller, Clock.systemUTC());
        ResponseCache cache = new ResponseCache(config.getConfigMapping(ResponseCache.Config.class));
        jwksPoller.start();
        new HealthChecker(vertx, routes, config.getConfigMapping(RouteTable.RouteConfig.class)).start();
        await(vertx.deployVerticle(
                () -> new GatewayServerVerticle(
                                config.getConfigMapping(GatewayConfig.class),
                                config.getConfigMapping(ReverseProxy.Config.class),
                                cache,
                                config.getConfigMapping(SlowClientConfig.class),
                                rateLimiter,
                                new ShutdownState(),
                                routes)
                        .withSite(page -> ErrorResponse.send(page.response(), ApiException.notFound())),
                new DeploymentOptions().setInstances(2)));
    }

    /** Environment variables of a gateway on loopback whose routes all lead to the upstreams; the settings take precedence. */
    public static Map<String, String> environment(int port, Map<String, String> settings, StubUpstream... upstreams) {
        Map<String, String> environment = new LinkedHashMap<>();
        String addresses =
                Arrays.stream(upstreams).map(stub -> "127.0.0.1:" + stub.port()).collect(Collectors.joining(","));
        for (String service : List.of("AUTH", "COMPETITION", "EXPORT")) {
            environment.put("OPENTRACK_UPSTREAM_" + service, addresses);
        }
        environment.put("OPENTRACK_GATEWAY_HOST", "127.0.0.1");
        environment.put("OPENTRACK_GATEWAY_PORT", "" + port);
        // All requests come from one address, and a fast machine exceeds the default of 20,000 a second.
        environment.put("OPENTRACK_GATEWAY_LIMITS_ADDRESS_REQUESTS_PER_SECOND", "1000000");
        environment.putAll(settings);
        return environment;
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredConverters()
                    .withValidateUnknown(false)
                    .withSources(
                            new PropertiesConfigSource(
                                    EmbeddedGateway.class.getResource("/application.properties"), 100),
                            new EnvConfigSource(environment, 300))
                    .withMapping(GatewayConfig.class)
                    .withMapping(ReverseProxy.Config.class)
                    .withMapping(ResponseCache.Config.class)
                    .withMapping(SlowClientConfig.class)
                    .withMapping(RateLimiter.RateLimitConfig.class)
                    .withMapping(RouteTable.RouteConfig.class)
                    .withMapping(AccessTokenVerifier.Config.class)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public StubUpstream upstream() {
        return upstream;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
        upstream.close();
    }
}
