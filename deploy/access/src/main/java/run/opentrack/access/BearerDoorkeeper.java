package run.opentrack.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.request.Doorkeeper;

/** Lets in whose token is valid. */
@ApplicationScoped
class BearerDoorkeeper implements Doorkeeper {
    private static final String SCHEME = "Bearer ";

    private final TokenGate gate;

    BearerDoorkeeper(TokenGate gate) {
        this.gate = gate;
    }

    @Override
    public void admit(HttpServerRequest request) {
        String said = request.getHeader("Authorization");
        if (said == null || !said.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Refusal.unauthenticated();
        }
        gate.admit(said.substring(SCHEME.length()));
    }
}
