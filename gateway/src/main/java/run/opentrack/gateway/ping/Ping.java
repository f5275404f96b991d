package run.opentrack.gateway.ping;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.gateway.GatewayConfig;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/** {@code /api/v1/ping}: answered here, while every other part is down. */
@ApplicationScoped
public class Ping {
    private static final String PATH = "/api/v1/ping";

    private final Buffer pong;

    Ping(GatewayConfig config) {
        // `enviroment` is how the documentation spells it.
        this.pong = new JsonObject()
                .put("reply", "pong")
                .put("enviroment", config.environment())
                .toBuffer();
    }

    public boolean isAsked(String path) {
        return path.startsWith(PATH)
                && (path.length() == PATH.length() || path.length() == PATH.length() + 1 && path.endsWith("/"));
    }

    public void answer(HttpServerRequest request) {
        String method = request.method().name();
        if (method.equals("GET") || method.equals("HEAD")) {
            request.response().putHeader("Content-Type", "application/json").end(pong);
        } else {
            ErrorResponse.send(request.response(), ApiException.methodNotAllowed("GET, HEAD"));
        }
    }
}
