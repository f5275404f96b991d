package run.opentrack.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import org.jose4j.jwt.JwtClaims;
import run.opentrack.wire.token.AccessToken;

/** The caller of a resource, as Quarkus' security knows them. */
public final class Caller extends DefaultJWTCallerPrincipal {
    private final AccessToken token;

    Caller(AccessToken token, JwtClaims claims) {
        super(claims);
        this.token = token;
    }

    /** The token of an authenticated request. */
    public static AccessToken of(SecurityIdentity identity) {
        return ((Caller) identity.getPrincipal()).token;
    }
}
