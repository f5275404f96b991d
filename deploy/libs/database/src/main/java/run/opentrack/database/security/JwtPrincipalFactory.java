package run.opentrack.database.security;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Factory of principals that replaces SmallRye JWT's. The default ignores {@code typ}, fetches unknown keys while a
 * request waits and, after one token with an unknown {@code kid}, misses a new key for half an hour.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class JwtPrincipalFactory extends JWTCallerPrincipalFactory {
    private final TokenAuthenticator authenticator;

    JwtPrincipalFactory(TokenAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo context) throws ParseException {
        try {
            AccessToken access = authenticator.authenticate(token);
            return new AuthenticatedCaller(access, claims(access));
        } catch (ApiException exception) {
            throw new ParseException(exception.getMessage(), exception);
        }
    }

    private static JwtClaims claims(AccessToken token) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(token.accountId().toString());
        claims.setStringListClaim("groups", List.copyOf(token.groups()));
        return claims;
    }
}
