package run.opentrack.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.request.Doorkeeper;
import run.opentrack.wire.token.AccessToken;
import run.opentrack.wire.token.AccessTokenCheck;
import run.opentrack.wire.token.Bearer;
import run.opentrack.wire.token.TokenConfig;
import run.opentrack.wire.token.VerificationKeys;

/** Lets valid tokens of accounts in good standing through. Never blocks: what it needs is refreshed beside it. */
@ApplicationScoped
public class TokenGate implements Doorkeeper {
    private final VerificationKeys keys = new VerificationKeys();
    private final Standings standings = new Standings();
    private final AccessTokenCheck check;

    TokenGate(TokenConfig config, Clock clock) {
        this.check = new AccessTokenCheck(keys, config, clock);
    }

    @Override
    public void admit(HttpServerRequest request) {
        admit(Bearer.tokenOf(request.getHeader("Authorization")));
    }

    /** What the token says; a {@link Refusal} (401) says what is wrong with it. */
    public AccessToken admit(String token) {
        if (keys.isEmpty()) {
            // Nothing is known to be wrong with it: there is nothing yet to check it with.
            throw Refusal.unavailable();
        }
        AccessToken access = check.check(token);
        if (standings.isRevoked(access.accountId(), access.version())) {
            throw revoked();
        }
        return access;
    }

    public static Refusal revoked() {
        return Refusal.unauthenticated("The token has been revoked");
    }

    /** The keys that tokens are checked with. */
    public VerificationKeys keys() {
        return keys;
    }

    Standings standings() {
        return standings;
    }
}
