package run.opentrack.wire.error;

import io.quarkus.arc.All;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Every failure of a service ends here and leaves as a {@link Refusal}. */
@ApplicationScoped
public class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    private final List<FailureRule> rules;

    Failures(@All List<FailureRule> rules) {
        this.rules = rules;
    }

    /** What the client is told. What nobody foresaw is logged, with the request's id, and told by that id alone. */
    public Refusal refusalFor(Throwable failure, String requestId) {
        return decided(failure).or(() -> ofHttp(failure)).orElseGet(() -> ofRules(failure, requestId));
    }

    /** Security and promises wrap what was thrown. */
    private static Optional<Refusal> decided(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> ofHttp(Throwable failure) {
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationFailedException) {
            return Optional.of(Refusal.unauthenticated());
        }
        if (failure instanceof ForbiddenException) {
            return Optional.of(Refusal.ofStatus(403));
        }
        if (failure instanceof WebApplicationException http) {
            int status = http.getResponse().getStatus();
            return status >= 400 && status < 500 ? Optional.of(Refusal.ofStatus(status)) : Optional.empty();
        }
        return Optional.empty();
    }

    private Refusal ofRules(Throwable failure, String requestId) {
        Optional<Refusal> known = rules.stream()
                .map(rule -> rule.refusalFor(failure))
                .flatMap(Optional::stream)
                .findFirst();
        if (known.isPresent()) {
            LOG.warnf("%s answered for %s", known.get().status(), failure);
            return known.get();
        }
        LOG.errorf(failure, "request %s failed", requestId);
        return Refusal.unexpected(requestId);
    }
}
