package run.opentrack.security;

import java.util.Set;
import java.util.UUID;

/**
 * Claims of a valid access token.
 *
 * @param accountId subject
 * @param groups groups of the account at issue time; writes are authorised by its current groups
 * @param version token version of the account; lower than the current one means revoked
 * @param kid id of the signing key
 * @param expiresAt expiry in seconds since 1970
 */
public record AccessToken(UUID accountId, Set<String> groups, int version, String kid, long expiresAt) {}
