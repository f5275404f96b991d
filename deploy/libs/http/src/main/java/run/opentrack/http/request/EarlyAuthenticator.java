package run.opentrack.http.request;

import io.vertx.core.http.HttpServerRequest;

/** Authentication before a large body is read. Services without authentication have no such bean. */
public interface EarlyAuthenticator {
    /** @throws ApiException 401 if the request would be rejected after its body is read as well */
    void authenticate(HttpServerRequest request);
}
