package run.opentrack.database.security;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.EarlyAuthenticator;
import run.opentrack.security.AccessToken;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.BearerHeader;
import run.opentrack.security.VerificationKeys;

/**
 * Authentication by access token: valid and not revoked. Never blocks, because keys and revocations are refreshed in
 * the background.
 */
@ApplicationScoped
public class TokenAuthenticator implements EarlyAuthenticator {
    private final VerificationKeys keys = new VerificationKeys();
    private final TokenRevocations revocations = new TokenRevocations();
    private final AccessTokenVerifier verifier;

    TokenAuthenticator(AccessTokenVerifier.Config config, Clock clock) {
        this.verifier = new AccessTokenVerifier(keys, config, clock);
    }

    @Override
    public void authenticate(HttpServerRequest request) {
        authenticate(BearerHeader.extractToken(request.getHeader("Authorization")));
    }

    /**
     * Returns the claims of a valid token.
     *
     * @throws ApiException 401 with the reason
     */
    public AccessToken authenticate(String token) {
        if (keys.isEmpty()) {
            // Not 401: the token may be valid, but no key is loaded yet.
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

    public VerificationKeys keys() {
        return keys;
    }

    TokenRevocations revocations() {
        return revocations;
    }
}
