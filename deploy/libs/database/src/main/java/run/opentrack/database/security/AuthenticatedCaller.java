package run.opentrack.database.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import org.jose4j.jwt.JwtClaims;
import run.opentrack.security.AccessToken;

/** The caller of a resource, as Quarkus' security knows them. */
public final class AuthenticatedCaller extends DefaultJWTCallerPrincipal {
    private final AccessToken token;

    AuthenticatedCaller(AccessToken token, JwtClaims claims) {
        super(claims);
        this.token = token;
    }

    /** The token of an authenticated request. */
    public static AccessToken of(SecurityIdentity identity) {
        return ((AuthenticatedCaller) identity.getPrincipal()).token;
    }
}
