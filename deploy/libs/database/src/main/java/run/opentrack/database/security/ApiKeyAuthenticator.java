package run.opentrack.database.security;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import run.opentrack.database.security.ApiKeyCache.StoredKey;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.ClientAddress;
import run.opentrack.security.AccessToken;
import run.opentrack.security.ApiKeyCredential;
import run.opentrack.security.ApiKeyGrant;

/**
 * Authentication by API key. A malformed key, one with a wrong checksum and one of another system are rejected without a
 * lookup.
 */
@ApplicationScoped
class ApiKeyAuthenticator {
    private static final Duration EXPIRY_NOTICE = Duration.ofDays(30);

    private final ApiKeyCache cache;
    private final ApiKeyUsage usage;
    private final ApiKeyCredential.Config config;
    private final Clock clock;

    ApiKeyAuthenticator(ApiKeyCache cache, ApiKeyUsage usage, ApiKeyCredential.Config config, Clock clock) {
        this.cache = cache;
        this.usage = usage;
        this.config = config;
        this.clock = clock;
    }

    /** Loads a key that is not cached; null if there is nothing to load. */
    Future<Void> prepare(String text) {
        return cache.prepare(ApiKeyCredential.parse(text, config.environment()).id());
    }

    /**
     * Returns the caller of a request, and announces the key's expiry and the caller's account in the response.
     *
     * @throws ApiException 401 with the reason, 503 if the key could not be loaded
     */
    AccessToken authenticate(String text, HttpServerRequest request) {
        ApiKeyCredential credential = ApiKeyCredential.parse(text, config.environment());
        StoredKey stored = cache.find(credential.id())
                .filter(key -> MessageDigest.isEqual(key.secretHash(), credential.hash()))
                .orElseThrow(() -> ApiException.unauthenticated("There is no such API key"));
        if (!stored.valid()) {
            throw ApiException.unauthenticated("The API key has been revoked");
        }
        ApiKeyGrant grant = stored.grant();
        Instant now = clock.instant();
        InetAddress address = ClientAddress.of(request);
        if (!request.response().headWritten()) {
            addHeaders(grant, request.response().headers(), now);
        }
        grant.requireUnexpired(now);
        usage.record(grant.id(), address, now);
        return AccessToken.ofKey(grant, stored.groups());
    }

    /** The account is for the gateway, which limits the rate of accounts, and removes it. */
    private static void addHeaders(ApiKeyGrant grant, MultiMap response, Instant now) {
        response.set("X-Caller-Account", grant.accountId().toString());
        if (now.isAfter(grant.expiresAt().minus(EXPIRY_NOTICE))) {
            response.set(
                    "Key-Expires",
                    grant.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }
}
