package run.opentrack.database.security;

import io.quarkus.security.identity.SecurityIdentity;
import java.security.Principal;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Principal of an authenticated request.
 *
 * @param forbidden error of an API key that is not valid for the call, which follows those of validation; null otherwise
 */
public record AuthenticatedCaller(AccessToken token, ApiException forbidden) implements Principal {
    @Override
    public String getName() {
        return token.accountId().toString();
    }

    /**
     * Returns the token of an authenticated request. Every resource method that requires one calls this after validation.
     *
     * @throws ApiException 403 for an API key that is not valid for the call
     */
    public static AccessToken of(SecurityIdentity identity) {
        AuthenticatedCaller caller = (AuthenticatedCaller) identity.getPrincipal();
        if (caller.forbidden != null) {
            throw caller.forbidden;
        }
        return caller.token;
    }
}
