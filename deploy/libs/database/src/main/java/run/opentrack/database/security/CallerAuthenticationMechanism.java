package run.opentrack.database.security;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Authentication of the calls of JAX-RS resources by access token or API key. The mechanism of SmallRye JWT knows no API
 * keys, ignores {@code typ} and fetches unknown signing keys while a request waits.
 */
@ApplicationScoped
class CallerAuthenticationMechanism implements HttpAuthenticationMechanism {
    private final TokenAuthenticator authenticator;

    CallerAuthenticationMechanism(TokenAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Loads the API key again if it was changed while the body was read. The failure's cause is the {@link ApiException} that
     * the client receives.
     */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext routing, IdentityProviderManager providers) {
        Future<Void> loaded = authenticator.prepare(routing.request());
        if (loaded == null) {
            return identify(routing);
        }
        Context context = routing.vertx().getOrCreateContext();
        return Uni.createFrom()
                .completionStage(loaded::toCompletionStage)
                .emitOn(task -> context.runOnContext(ready -> task.run()))
                .chain(() -> identify(routing));
    }

    private Uni<SecurityIdentity> identify(RoutingContext routing) {
        try {
            AccessToken token = authenticator.identify(routing.request());
            return Uni.createFrom()
                    .item(QuarkusSecurityIdentity.builder()
                            .setPrincipal(new AuthenticatedCaller(token, forbidden(token, routing)))
                            .build());
        } catch (ApiException error) {
            return Uni.createFrom().failure(new AuthenticationFailedException(error));
        }
    }

    private static ApiException forbidden(AccessToken token, RoutingContext routing) {
        try {
            TokenAuthenticator.requireAllowed(token, routing.request());
            return null;
        } catch (ApiException error) {
            return error;
        }
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext routing) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
