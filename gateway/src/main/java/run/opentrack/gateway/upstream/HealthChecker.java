package run.opentrack.gateway.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.gateway.upstream.RouteTable.RouteConfig;

/**
 * Active health check of all upstream instances. Any response counts as healthy, a 404 too; {@code Connection: close}
 * marks the instance as draining.
 */
@ApplicationScoped
public class HealthChecker {
    private final Vertx vertx;
    private final RouteTable routes;
    private final long intervalMillis;
    private final HttpClient client;

    public HealthChecker(Vertx vertx, RouteTable routes, RouteConfig config) {
        this.vertx = vertx;
        this.routes = routes;
        this.intervalMillis = config.healthCheckInterval().toMillis();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) intervalMillis).setKeepAlive(true));
    }

    public void start() {
        routes.instances().forEach(instance -> {
            check(instance);
            vertx.setPeriodic(intervalMillis, again -> check(instance));
        });
    }

    private void check(UpstreamInstance instance) {
        client.request(instance.requestOptions(HttpMethod.GET, "/").setTimeout(intervalMillis))
                .map(request -> request.putHeader("User-Agent", "opentrack-gateway-probe"))
                .compose(HttpClientRequest::send)
                .onSuccess(response -> record(instance, response))
                .onFailure(failure -> instance.eject());
    }

    private static void record(UpstreamInstance instance, HttpClientResponse response) {
        if ("close".equalsIgnoreCase(response.getHeader("Connection"))) {
            instance.eject();
        } else {
            instance.markHealthy();
        }
    }
}
