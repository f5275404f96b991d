package run.opentrack.wire.error;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import run.opentrack.wire.request.RequestId;

/** What fails before or beside the resources: the HTTP layer's own refusals, and routes. */
@ApplicationScoped
class RouteErrors {
    private final Failures failures;

    RouteErrors(Failures failures) {
        this.failures = failures;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answer);
        router.route().last().handler(request -> request.fail(Refusal.notFound()));
    }

    private void answer(RoutingContext request) {
        Throwable failure = request.failure();
        boolean decided = failure == null || failure instanceof HttpException;
        Refusal refusal = decided && request.statusCode() < 500
                ? Refusal.ofStatus(request.statusCode())
                : failures.refusalFor(failure, RequestId.of(request));
        ErrorAnswer.end(request.response(), refusal);
    }
}
