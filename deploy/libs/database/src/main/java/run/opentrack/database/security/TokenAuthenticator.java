package run.opentrack.database.security;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.ClientAddress;
import run.opentrack.http.request.EarlyAuthenticator;
import run.opentrack.security.AccessToken;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.RequestCredential;
import run.opentrack.security.VerificationKeys;

/**
 * Authentication by access token or API key: valid and not revoked. Never blocks, because signing keys and revocations are
 * refreshed in the background, and an API key is loaded before its request proceeds.
 */
@ApplicationScoped
public class TokenAuthenticator implements EarlyAuthenticator {
    private final VerificationKeys keys = new VerificationKeys();
    private final TokenRevocations revocations = new TokenRevocations();
    private final AccessTokenVerifier verifier;
    private final ApiKeyAuthenticator apiKeys;

    TokenAuthenticator(AccessTokenVerifier.Config config, ApiKeyAuthenticator apiKeys, Clock clock) {
        this.verifier = new AccessTokenVerifier(keys, config, clock);
        this.apiKeys = apiKeys;
    }

    @Override
    public Future<Void> prepare(HttpServerRequest request) {
        try {
            RequestCredential credential = credentialOf(request);
            return credential.isApiKey() ? apiKeys.prepare(credential.text()) : null;
        } catch (ApiException unauthenticated) {
            return null;
        }
    }

    @Override
    public void authenticate(HttpServerRequest request) {
        identify(request);
    }

    /**
     * Returns the caller of a request, whose API key {@link #requireAllowed} checks further.
     *
     * @throws ApiException 401 with the reason
     */
    public AccessToken identify(HttpServerRequest request) {
        RequestCredential credential = credentialOf(request);
        return credential.isApiKey()
                ? apiKeys.authenticate(credential.text(), request)
                : authenticate(credential.text());
    }

    /**
     * Checks scope and network of a caller's API key, after the request was validated.
     *
     * @throws ApiException 403 with the reason
     */
    public static void requireAllowed(AccessToken caller, HttpServerRequest request) {
        if (caller.key() != null) {
            caller.key().requireAllowed(request.method().name(), request.path(), ClientAddress.of(request));
        }
    }

    private static RequestCredential credentialOf(HttpServerRequest request) {
        return RequestCredential.of(
                request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(RequestCredential.API_KEY_HEADER));
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
