package run.opentrack.gateway.route;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Asks each replica of each upstream for a sign of life. Any answer is one, a 404 as well; {@code Connection: close}
 * beside it says that the replica is about to end and wants no more requests.
 */
@ApplicationScoped
public class Probes {
    private final Vertx vertx;
    private final Routes routes;
    private final long everyMillis;
    private final HttpClient client;

    Probes(Vertx vertx, Routes routes, RouteConfig config) {
        this.vertx = vertx;
        this.routes = routes;
        this.everyMillis = config.probeEvery().toMillis();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) everyMillis).setKeepAlive(true));
    }

    public void start() {
        routes.replicas().forEach(replica -> {
            probe(replica);
            vertx.setPeriodic(everyMillis, again -> probe(replica));
        });
    }

    private void probe(Replica replica) {
        client.request(replica.request(HttpMethod.GET, "/").setTimeout(everyMillis))
                .map(request -> request.putHeader("User-Agent", "opentrack-gateway-probe"))
                .compose(HttpClientRequest::send)
                .onSuccess(answer -> take(replica, answer))
                .onFailure(failure -> replica.foundLeaving());
    }

    private static void take(Replica replica, HttpClientResponse answer) {
        if ("close".equalsIgnoreCase(answer.getHeader("Connection"))) {
            replica.foundLeaving();
        } else {
            replica.foundReady();
        }
    }
}
