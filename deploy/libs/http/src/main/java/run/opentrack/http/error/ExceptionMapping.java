package run.opentrack.http.error;

import io.quarkus.arc.All;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Mapping of every exception of a service to an API error. The only place that decides what a client learns about a
 * failure.
 */
@ApplicationScoped
public class ExceptionMapping {
    /**
     * Translation of one library's exceptions into API errors. Each library contributes its own, so that this module
     * depends on none.
     */
    public interface ExceptionTranslator {
        /** Returns the API error for the failure, or empty if the failure is not of this library. */
        Optional<ApiException> translate(Throwable failure);
    }

    private static final Logger LOG = Logger.getLogger(ExceptionMapping.class);

    private final List<ExceptionTranslator> translators;

    public ExceptionMapping(@All List<ExceptionTranslator> translators) {
        this.translators = translators;
    }

    /** Returns the error to send. An unexpected exception is logged; its response names only the request id. */
    public ApiException toApiException(Throwable failure, String requestId) {
        return findApiException(failure)
                .or(() -> fromHttpException(failure))
                .orElseGet(() -> fromTranslators(failure, requestId));
    }

    /** Searches the chain of causes: the security layer and promises wrap exceptions. */
    private static Optional<ApiException> findApiException(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof ApiException exception) {
                return Optional.of(exception);
            }
        }
        return Optional.empty();
    }

    private static Optional<ApiException> fromHttpException(Throwable failure) {
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationFailedException) {
            return Optional.of(ApiException.unauthenticated());
        }
        if (failure instanceof ForbiddenException) {
            return Optional.of(ApiException.ofStatus(403));
        }
        if (failure instanceof WebApplicationException http) {
            int status = http.getResponse().getStatus();
            return status >= 400 && status < 500 ? Optional.of(ApiException.ofStatus(status)) : Optional.empty();
        }
        return Optional.empty();
    }

    private ApiException fromTranslators(Throwable failure, String requestId) {
        Optional<ApiException> known = translators.stream()
                .map(translator -> translator.translate(failure))
                .flatMap(Optional::stream)
                .findFirst();
        if (known.isPresent()) {
            LOG.warnf("responded %s to %s", known.get().status(), failure);
            return known.get();
        }
        LOG.errorf(failure, "request %s failed", requestId);
        return ApiException.internalError(requestId);
    }
}
