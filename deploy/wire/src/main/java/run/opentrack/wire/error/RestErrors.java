package run.opentrack.wire.error;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import run.opentrack.wire.request.RequestId;

/** What a resource throws. The classes are listed because Quarkus has mappers of its own for each. */
class RestErrors {
    private final Failures failures;

    RestErrors(Failures failures) {
        this.failures = failures;
    }

    @ServerExceptionMapper({
        Throwable.class,
        Refusal.class,
        WebApplicationException.class,
        NotFoundException.class,
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        ForbiddenException.class
    })
    Response answer(Throwable failure, RoutingContext request) {
        Refusal refusal = failures.refusalFor(failure, RequestId.of(request));
        Response.ResponseBuilder answer = Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorAnswer.body(refusal));
        refusal.headers().forEach(answer::header);
        return answer.build();
    }
}
