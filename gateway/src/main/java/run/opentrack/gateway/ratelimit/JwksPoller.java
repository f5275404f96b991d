package run.opentrack.gateway.ratelimit;

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
import run.opentrack.gateway.upstream.Route;
import run.opentrack.gateway.upstream.RouteTable;
import run.opentrack.gateway.upstream.UpstreamInstance;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.VerificationKeys;

/**
 * Background poller of the public keys of auth-service (JWKS, RFC 7517); the last valid set is kept. Without keys
 * requests count by address: the gateway uses tokens only for rate limits, the services authenticate.
 */
@ApplicationScoped
public class JwksPoller {
    private static final Logger LOG = Logger.getLogger(JwksPoller.class);
    private static final String PATH = "/api/v1/auth/jwks";
    private static final long POLL_INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final long RETRY_INTERVAL_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Vertx vertx;
    private final Route auth;
    private final VerificationKeys keys = new VerificationKeys();
    private final AccessTokenVerifier verifier;
    private final HttpClient client;

    public JwksPoller(Vertx vertx, RouteTable routes, AccessTokenVerifier.Config tokens, Clock clock) {
        this.vertx = vertx;
        this.auth = routes.find(PATH);
        this.verifier = new AccessTokenVerifier(keys, tokens, clock);
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(1_000).setKeepAlive(false));
    }

    AccessTokenVerifier verifier() {
        return verifier;
    }

    public void start() {
        if (auth != null) {
            poll();
        }
    }

    private void poll() {
        UpstreamInstance instance = auth.upstream().selectionOrder().get(0);
        client.request(instance.requestOptions(HttpMethod.GET, PATH).setTimeout(TIMEOUT_MILLIS))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .map(body -> parse(body.toString()))
                .onSuccess(keys::replace)
                .onFailure(failure -> LOG.debugf("JWKS request failed: %s", failure))
                .onComplete(fetched ->
                        vertx.setTimer(keys.isEmpty() ? RETRY_INTERVAL_MILLIS : POLL_INTERVAL_MILLIS, again -> poll()));
    }

    /**
     * Parses a key set; keys without an id are ignored.
     *
     * @return public keys by key id, at least one
     * @throws IllegalStateException if the document contains no usable key
     */
    static Map<String, PublicKey> parse(String json) {
        try {
            Map<String, PublicKey> parsed = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key.getKeyId() != null && key.getKey() instanceof PublicKey publicKey) {
                    parsed.put(key.getKeyId(), publicKey);
                }
            }
            if (parsed.isEmpty()) {
                throw new IllegalStateException("empty key set");
            }
            return parsed;
        } catch (JoseException e) {
            throw new IllegalStateException("invalid key set", e);
        }
    }
}
