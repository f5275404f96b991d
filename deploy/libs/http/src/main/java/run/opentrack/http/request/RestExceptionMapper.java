package run.opentrack.http.request;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.error.ExceptionMapping;

/**
 * Exception mapper of JAX-RS resources. Lists each class for which Quarkus has a mapper of its own, because the most
 * specific mapper wins.
 */
class RestExceptionMapper {
    private final ExceptionMapping mapping;

    RestExceptionMapper(ExceptionMapping mapping) {
        this.mapping = mapping;
    }

    @ServerExceptionMapper({
        Throwable.class,
        ApiException.class,
        WebApplicationException.class,
        NotFoundException.class,
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        ForbiddenException.class
    })
    Response toResponse(Throwable failure, RoutingContext request) {
        ApiException exception = mapping.toApiException(failure, RequestId.of(request));
        Response.ResponseBuilder response = Response.status(exception.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorResponse.body(exception));
        exception.headers().forEach(response::header);
        return response.build();
    }
}
