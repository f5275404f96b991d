package run.opentrack.http.request;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Authentication before a large body is read. Services without authentication have no such bean. */
public interface EarlyAuthenticator {
    /** @throws ApiException 401 if the request would be rejected after its body is read as well */
    void authenticate(HttpServerRequest request);

    /**
     * Loads what {@link #authenticate} needs to know of the request's credential; null if it is known already. The future
     * never fails: a public endpoint ignores the credential.
     */
    default Future<Void> prepare(HttpServerRequest request) {
        return null;
    }
}
