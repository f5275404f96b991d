package run.opentrack.auth.key;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestResponse;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import run.opentrack.database.security.TokenAuthenticator;

/** Public keys that verify access tokens (RFC 7517), including the next and previous ones. */
@Path("/api/v1/auth/jwks")
@PermitAll
public class JwksResource {
    private final TokenAuthenticator authenticator;

    JwksResource(TokenAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    @GET
    public RestResponse<byte[]> keys() {
        return RestResponse.ResponseBuilder.ok(
                        toJson(authenticator.keys().all()).getBytes(), MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "public, max-age=60")
                .build();
    }

    static String toJson(Map<String, PublicKey> keys) {
        JsonWebKeySet set = new JsonWebKeySet();
        new TreeMap<>(keys).forEach((kid, key) -> set.addJsonWebKey(jwk(kid, (RSAPublicKey) key)));
        return set.toJson();
    }

    private static RsaJsonWebKey jwk(String kid, RSAPublicKey key) {
        RsaJsonWebKey jwk = new RsaJsonWebKey(key);
        jwk.setKeyId(kid);
        jwk.setUse("sig");
        jwk.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
        return jwk;
    }
}
