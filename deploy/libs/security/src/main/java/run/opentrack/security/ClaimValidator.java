package run.opentrack.security;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import run.opentrack.http.error.ApiException;

/**
 * Validator of the claims of an access token (RFC 9068), each of its exact JSON type: {@code iss} and {@code aud} as
 * configured, {@code sub} and {@code jti} UUIDs, {@code iat}, {@code nbf} and {@code exp} whole seconds in order,
 * {@code ver} and {@code groups}. The current time is an argument.
 */
final class ClaimValidator {
    private final String issuer;
    private final String audience;
    private final long lifetimeSeconds;
    private final long skewSeconds;

    ClaimValidator(AccessTokenVerifier.Config config) {
        this.issuer = config.issuer();
        this.audience = config.audience();
        this.lifetimeSeconds = config.lifetime().toSeconds();
        this.skewSeconds = config.skew().toSeconds();
    }

    AccessToken validate(Map<String, Object> claims, String kid, long nowSeconds) {
        require(issuer.equals(claims.get("iss")), "Wrong token issuer");
        require(isAudience(claims.get("aud")), "Wrong token audience");
        UUID account = uuid(claims.get("sub"));
        uuid(claims.get("jti"));
        long issuedAt = seconds(claims.get("iat"));
        long notBefore = seconds(claims.get("nbf"));
        long expiresAt = seconds(claims.get("exp"));
        require(
                issuedAt <= nowSeconds + skewSeconds && notBefore <= nowSeconds + skewSeconds,
                "The token is not valid yet");
        require(expiresAt > issuedAt && expiresAt - issuedAt <= lifetimeSeconds, "The token lifetime is too long");
        requireNotExpired(expiresAt, nowSeconds);
        long version = seconds(claims.get("ver"));
        require(version <= Integer.MAX_VALUE, "The token is malformed");
        return new AccessToken(account, groups(claims.get("groups")), (int) version, kid, expiresAt);
    }

    void requireNotExpired(long expiresAt, long nowSeconds) {
        require(nowSeconds < expiresAt + skewSeconds, "The token has expired");
    }

    private boolean isAudience(Object claim) {
        return audience.equals(claim) || List.of(audience).equals(claim);
    }

    private static UUID uuid(Object claim) {
        require(claim instanceof String, "The token is malformed");
        try {
            UUID uuid = UUID.fromString((String) claim);
            require(uuid.toString().equals(claim), "The token is malformed");
            return uuid;
        } catch (IllegalArgumentException e) {
            throw ApiException.unauthenticated("The token is malformed");
        }
    }

    private static long seconds(Object claim) {
        require(claim instanceof Long && (Long) claim >= 0, "The token is malformed");
        return (Long) claim;
    }

    private static Set<String> groups(Object claim) {
        require(
                claim instanceof List<?> list && list.stream().allMatch(String.class::isInstance),
                "The token is malformed");
        return ((List<?>) claim)
                .stream().map(String.class::cast).collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw ApiException.unauthenticated(reason);
        }
    }
}
