package run.opentrack.auth.key;

import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import run.opentrack.security.AccessTokenVerifier;

/** Signs access tokens (RFC 9068). Signing is too slow for an event loop. */
@ApplicationScoped
public class TokenSigner {
    private final SigningKeyService keys;
    private final AccessTokenVerifier.Config config;
    private final Clock clock;

    TokenSigner(SigningKeyService keys, AccessTokenVerifier.Config config, Clock clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Signs a token that is valid from now for the configured lifetime and contains no personal data.
     *
     * @param version the account's token version; tokens of lower versions are revoked
     */
    public String sign(UUID account, Set<String> groups, int version) {
        SigningKey key = keys.active();
        Instant now = clock.instant();
        return Jwt.issuer(config.issuer())
                .audience(config.audience())
                .subject(account.toString())
                .groups(groups)
                .claim("ver", version)
                .claim("jti", UUID.randomUUID().toString())
                .issuedAt(now)
                .claim("nbf", now.getEpochSecond())
                .expiresAt(now.plus(config.lifetime()))
                .jws()
                .keyId(key.kid())
                .header("typ", "at+jwt")
                .sign(key.privateKey());
    }
}
