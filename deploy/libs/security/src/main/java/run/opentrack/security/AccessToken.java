package run.opentrack.security;

import java.util.Set;
import java.util.UUID;

/**
 * What a valid access token says.
 *
 * @param accountId whose it is
 * @param groups of the account when the token was issued; what it may write is decided by its groups now
 * @param version of the account's tokens; lower than the account's own means revoked
 * @param kid the key that signed it
 * @param expiresAt seconds since 1970
 */
public record AccessToken(UUID accountId, Set<String> groups, int version, String kid, long expiresAt) {}
