package run.opentrack.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/**
 * Proxy of Vert.x alone, without a rule of the gateway: the upper bound for a gateway of this stack. Its arguments are its
 * port and the one of the upstream.
 */
public final class BareProxy extends AbstractVerticle {
    private final int port;
    private final int upstreamPort;

    private BareProxy(int port, int upstreamPort) {
        this.port = port;
        this.upstreamPort = upstreamPort;
    }

    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        int upstreamPort = Integer.parseInt(arguments[1]);
        DeploymentOptions eachCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        Vertx.vertx().deployVerticle(() -> new BareProxy(port, upstreamPort), eachCore);
    }

    @Override
    public void start() {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultPort(upstreamPort).setMaxPoolSize(64));
        vertx.createHttpServer()
                .requestHandler(request -> forward(client, request))
                .listen(port, "127.0.0.1");
    }

    private static void forward(HttpClient client, HttpServerRequest request) {
        client.request(request.method(), request.uri())
                .compose(HttpClientRequest::send)
                .compose(response -> {
                    request.response().headers().setAll(response.headers());
                    return request.response()
                            .setStatusCode(response.statusCode())
                            .send(response);
                })
                .onFailure(failure -> request.response().setStatusCode(502).end());
    }
}
