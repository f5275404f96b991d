package run.opentrack.gateway;

import io.vertx.core.http.HttpMethod;
import run.opentrack.gateway.limit.Caller;
import run.opentrack.gateway.limit.Limits;
import run.opentrack.gateway.request.Arrival;
import run.opentrack.gateway.request.Framing;
import run.opentrack.gateway.request.Hosts;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UriValidator;

/** Who is let in: first what can be understood in one way only, then what is within the limits. */
final class Reception {
    private static final String SIGN_UP = "/api/v1/auth/signup";

    private final Framing framing = new Framing();
    private final Hosts hosts;
    private final Limits limits;

    Reception(GatewayConfig config, Limits limits) {
        this.hosts = new Hosts(config.hosts());
        this.limits = limits;
    }

    /** Otherwise it has been answered. */
    boolean admits(Arrival arrival) {
        ApiException ambiguous = framing.refusalOf(arrival.request(), arrival.head());
        if (ambiguous != null) {
            arrival.turnAway(ambiguous);
            return false;
        }
        if (arrival.visit().caller().isOneTooMany()) {
            arrival.turnAway(limits.tooManyConnections());
            return false;
        }
        ApiException refusal = refusalOf(arrival);
        if (refusal != null) {
            arrival.refuse(refusal);
        }
        return refusal == null;
    }

    private ApiException refusalOf(Arrival arrival) {
        String path = arrival.request().path();
        if (!hosts.allow(arrival.head().host())) {
            return ApiException.ofStatus(421);
        }
        if (!UriValidator.isValidPath(path)) {
            return ApiException.notFound();
        }
        if (!UriValidator.isDecodableQuery(arrival.request().query())) {
            return ApiException.invalidQuery();
        }
        Caller caller = arrival.visit().caller();
        ApiException tooMany =
                caller.refusalOf(arrival.head().authorization(), arrival.head().forwardedFor());
        return tooMany == null && isSignUp(arrival.request().method(), path) ? caller.refusalOfSignUp() : tooMany;
    }

    private static boolean isSignUp(HttpMethod method, String path) {
        return method == HttpMethod.POST
                && path.startsWith(SIGN_UP)
                && (path.length() == SIGN_UP.length() || path.length() == SIGN_UP.length() + 1 && path.endsWith("/"));
    }
}
