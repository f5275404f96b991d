package run.opentrack.security;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import run.opentrack.http.error.ApiException;

/**
 * Limits of an API key: what its owner may do is limited further by scopes, countries (of writes), networks and time.
 *
 * @param id public identifier of the key
 * @param accountId account that made the key
 * @param accountEnabled false after the account was disabled or erased, which a federation's key outlives
 * @param networks empty if the key may be used from anywhere
 */
public record ApiKeyGrant(
        String id,
        UUID accountId,
        boolean accountEnabled,
        Set<KeyScope> scopes,
        Set<String> countries,
        Optional<NetworkList> networks,
        Instant expiresAt) {
    /** @throws ApiException 401 for an expired key */
    public void requireUnexpired(Instant now) {
        if (!now.isBefore(expiresAt)) {
            throw ApiException.unauthenticated("The API key has expired");
        }
    }

    /**
     * Checks a call. A call without a scope is not open to keys.
     *
     * @param address of the client, null if unknown
     * @throws ApiException 403 for a call outside the networks or scopes, or for data of an account that is not enabled
     */
    public void requireAllowed(String method, String path, InetAddress address) {
        if (networks.isPresent() && !networks.get().contains(address)) {
            throw ApiException.forbidden("The API key may not be used from this network");
        }
        KeyScope scope = KeyScope.requiredFor(method, path)
                .orElseThrow(
                        () -> ApiException.forbidden("An access token is required; API keys are not accepted here"));
        if (!scopes.contains(scope)) {
            throw ApiException.forbidden("The scope " + scope.text() + " is required");
        }
        if (!accountEnabled && KeyScope.isDataOfAccount(path)) {
            throw ApiException.forbidden(
                    "Webhooks and imports belong to the account that made the API key, which must be enabled");
        }
    }
}
