package run.opentrack.security;

import java.util.Set;
import java.util.UUID;

/**
 * Claims of a valid access token, or of an API key, which takes the place of one.
 *
 * @param accountId subject
 * @param groups groups of the account at issue time; writes are authorised by its current groups
 * @param version token version of the account; lower than the current one means revoked
 * @param kid id of the signing key; null for an API key
 * @param expiresAt expiry in seconds since 1970
 * @param key null for an access token
 */
public record AccessToken(
        UUID accountId, Set<String> groups, int version, String kid, long expiresAt, ApiKeyGrant key) {
    public AccessToken(UUID accountId, Set<String> groups, int version, String kid, long expiresAt) {
        this(accountId, groups, version, kid, expiresAt, null);
    }

    /** Claims of a caller with an API key. */
    public static AccessToken ofKey(ApiKeyGrant key, Set<String> groups) {
        return new AccessToken(key.accountId(), groups, 0, null, key.expiresAt().getEpochSecond(), key);
    }
}
