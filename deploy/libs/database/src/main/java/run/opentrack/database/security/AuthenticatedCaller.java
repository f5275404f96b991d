package run.opentrack.database.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import org.jose4j.jwt.JwtClaims;
import run.opentrack.security.AccessToken;

/** Principal of an authenticated request. */
public final class AuthenticatedCaller extends DefaultJWTCallerPrincipal {
    private final AccessToken token;

    AuthenticatedCaller(AccessToken token, JwtClaims claims) {
        super(claims);
        this.token = token;
    }

    /** Returns the token of an authenticated request. */
    public static AccessToken of(SecurityIdentity identity) {
        return ((AuthenticatedCaller) identity.getPrincipal()).token;
    }
}
