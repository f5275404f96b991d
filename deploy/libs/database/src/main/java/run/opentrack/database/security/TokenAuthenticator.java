package run.opentrack.database.security;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.EarlyAuthenticator;
import run.opentrack.security.AccessToken;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.BearerHeader;
import run.opentrack.security.TokenConfig;
import run.opentrack.security.VerificationKeys;

/** Lets valid tokens of accounts in good standing through. Never blocks: what it needs is refreshed beside it. */
@ApplicationScoped
public class TokenAuthenticator implements EarlyAuthenticator {
    private final VerificationKeys keys = new VerificationKeys();
    private final TokenRevocations revocations = new TokenRevocations();
    private final AccessTokenVerifier verifier;

    TokenAuthenticator(TokenConfig config, Clock clock) {
        this.verifier = new AccessTokenVerifier(keys, config, clock);
    }

    @Override
    public void authenticate(HttpServerRequest request) {
        authenticate(BearerHeader.extractToken(request.getHeader("Authorization")));
    }

    /** What the token says; a {@link ApiException} (401) says what is wrong with it. */
    public AccessToken authenticate(String token) {
        if (keys.isEmpty()) {
            // Nothing is known to be wrong with it: there is nothing yet to check it with.
            throw ApiException.unavailable();
        }
        AccessToken access = verifier.verify(token);
        if (revocations.isRevoked(access.accountId(), access.version())) {
            throw tokenRevoked();
        }
        return access;
    }

    public static ApiException tokenRevoked() {
        return ApiException.unauthenticated("The token has been revoked");
    }

    /** The keys that tokens are checked with. */
    public VerificationKeys keys() {
        return keys;
    }

    TokenRevocations revocations() {
        return revocations;
    }
}
