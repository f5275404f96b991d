package run.opentrack.gateway.limit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import run.opentrack.gateway.route.Replica;
import run.opentrack.gateway.route.Route;
import run.opentrack.gateway.route.Routes;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.TokenConfig;
import run.opentrack.security.VerificationKeys;

/**
 * The public keys of auth-service, asked for in the background; the last good set is kept. Without any, tokens count as
 * unverifiable here and everything goes on: it is the services who decide by tokens, the gateway only counts.
 */
@ApplicationScoped
public class KeyFeed {
    private static final Logger LOG = Logger.getLogger(KeyFeed.class);
    private static final String PATH = "/api/v1/auth/jwks";
    private static final long EVERY_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long ANSWER_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final long SOON_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Vertx vertx;
    private final Route auth;
    private final VerificationKeys keys = new VerificationKeys();
    private final AccessTokenVerifier check;
    private final HttpClient client;

    KeyFeed(Vertx vertx, Routes routes, TokenConfig tokens, Clock clock) {
        this.vertx = vertx;
        this.auth = routes.of(PATH);
        this.check = new AccessTokenVerifier(keys, tokens, clock);
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(1_000).setKeepAlive(false));
    }

    AccessTokenVerifier check() {
        return check;
    }

    public void start() {
        if (auth != null) {
            ask();
        }
    }

    private void ask() {
        Replica replica = auth.upstream().inTurn().get(0);
        client.request(replica.request(HttpMethod.GET, PATH).setTimeout(ANSWER_MILLIS))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .map(body -> read(body.toString()))
                .onSuccess(keys::replace)
                .onFailure(failure -> LOG.debugf("no keys from auth-service: %s", failure))
                .onComplete(asked -> vertx.setTimer(keys.isEmpty() ? SOON_MILLIS : EVERY_MILLIS, again -> ask()));
    }

    private static Map<String, PublicKey> read(String json) {
        try {
            Map<String, PublicKey> read = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key.getKeyId() != null && key.getKey() instanceof PublicKey publicKey) {
                    read.put(key.getKeyId(), publicKey);
                }
            }
            if (read.isEmpty()) {
                throw new IllegalStateException("an empty key set");
            }
            return read;
        } catch (JoseException e) {
            throw new IllegalStateException("no key set", e);
        }
    }
}
