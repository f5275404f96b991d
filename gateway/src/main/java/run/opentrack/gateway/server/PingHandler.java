package run.opentrack.gateway.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/** Handler of {@code /api/v1/ping}. Responds without an upstream, so that the gateway can be checked alone. */
final class PingHandler {
    private static final String PATH = "/api/v1/ping";

    private final Buffer responseBody;

    PingHandler(GatewayConfig config) {
        // `enviroment` is the documented spelling.
        this.responseBody = new JsonObject()
                .put("reply", "pong")
                .put("enviroment", config.environment())
                .toBuffer();
    }

    boolean matches(String path) {
        return RequestAdmission.isPath(path, PATH);
    }

    void handle(HttpServerRequest request) {
        String method = request.method().name();
        if (method.equals("GET") || method.equals("HEAD")) {
            request.response().putHeader("Content-Type", "application/json").end(responseBody);
        } else {
            ErrorResponse.send(request.response(), ApiException.methodNotAllowed("GET, HEAD"));
        }
    }
}
