package run.opentrack.http.request;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.error.ExceptionMapping;

/**
 * Failure handler for everything outside JAX-RS resources: Vert.x routes, unknown paths and rejections by the HTTP
 * layer.
 */
@ApplicationScoped
class RouteFailureHandler {
    private final ExceptionMapping mapping;

    RouteFailureHandler(ExceptionMapping mapping) {
        this.mapping = mapping;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::handleFailure);
        router.route().last().handler(request -> request.fail(ApiException.notFound()));
    }

    private void handleFailure(RoutingContext request) {
        Throwable failure = request.failure();
        boolean httpFailure = failure == null || failure instanceof HttpException;
        ApiException exception = httpFailure && request.statusCode() < 500
                ? ApiException.ofStatus(request.statusCode())
                : mapping.toApiException(failure, RequestId.of(request));
        ErrorResponse.send(request.response(), exception);
    }
}
