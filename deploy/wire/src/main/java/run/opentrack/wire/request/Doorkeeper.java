package run.opentrack.wire.request;

import io.vertx.core.http.HttpServerRequest;
import run.opentrack.wire.error.Refusal;

/** Looks at who calls before a long body is read. A service that asks nobody who they are has none. */
public interface Doorkeeper {
    /** @throws Refusal 401 of one that would be refused once the body is read, too */
    void admit(HttpServerRequest request);
}
