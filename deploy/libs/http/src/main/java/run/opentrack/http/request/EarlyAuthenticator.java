package run.opentrack.http.request;

import io.vertx.core.http.HttpServerRequest;

/** Looks at who calls before a long body is read. A service that asks nobody who they are has none. */
public interface EarlyAuthenticator {
    /** @throws Refusal 401 of one that would be refused once the body is read, too */
    void authenticate(HttpServerRequest request);
}
