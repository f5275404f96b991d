package run.opentrack.auth.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import run.opentrack.auth.apikey.ApiKeyService.IssuedKey;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.security.ApiKeyCredential;

/** API keys of the caller and of the federations that it administers. A key is shown once, when it is made. */
@Path("/api/v1/auth/keys")
@Authenticated
public class ApiKeyResource {
    private static final TextLimit KEY_LIMIT = TextLimit.identifier(200);

    private final ApiKeyService service;
    private final ApiKeyCredential.Config config;
    private final Clock clock;
    private final SecurityIdentity identity;

    ApiKeyResource(ApiKeyService service, ApiKeyCredential.Config config, Clock clock, SecurityIdentity identity) {
        this.service = service;
        this.config = config;
        this.clock = clock;
        this.identity = identity;
    }

    /**
     * API key as the API shows it.
     *
     * @param key text of a new key; null, and not shown, afterwards
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({
        "id",
        "prefix",
        "name",
        "scopes",
        "countries",
        "networks",
        "owner",
        "created_at",
        "expires_at",
        "last_used_at",
        "last_used_from",
        "key"
    })
    public record ApiKeyView(
            String id,
            String prefix,
            String name,
            List<String> scopes,
            List<String> countries,
            List<String> networks,
            String owner,
            Instant createdAt,
            Instant expiresAt,
            Instant lastUsedAt,
            String lastUsedFrom,
            @JsonInclude(JsonInclude.Include.NON_NULL) String key) {
        static ApiKeyView of(ApiKey stored, ApiKeyCredential.Environment environment, String key) {
            return new ApiKeyView(
                    stored.id,
                    environment.prefix() + stored.id,
                    stored.name,
                    List.of(stored.scopes),
                    List.of(stored.countries),
                    stored.networks == null ? null : List.of(stored.networks),
                    stored.federation ? "federation" : "me",
                    stored.createdAt.truncatedTo(ChronoUnit.SECONDS),
                    stored.expiresAt.truncatedTo(ChronoUnit.SECONDS),
                    stored.lastUsedAt,
                    stored.lastUsedFrom,
                    key);
        }
    }

    @GET
    public Uni<List<ApiKeyView>> list() {
        return service.list(AuthenticatedCaller.of(identity)).map(keys -> keys.stream()
                .map(key -> ApiKeyView.of(key, config.environment(), null))
                .toList());
    }

    @POST
    @ResponseStatus(201)
    public Uni<ApiKeyView> create(byte[] body) {
        ApiKeyRequest request = ApiKeyRequest.parse(JsonObjectParser.members(body), clock.instant());
        return service.create(AuthenticatedCaller.of(identity), request).map(this::show);
    }

    @POST
    @Path("{id}/rotate")
    public Uni<ApiKeyView> rotate(@RestPath String id, byte[] body) {
        Duration overlap = ApiKeyRequest.parseOverlap(JsonObjectParser.members(body));
        return service.rotate(AuthenticatedCaller.of(identity), TextValidator.trimIdentifier(id), overlap)
                .map(this::show);
    }

    private ApiKeyView show(IssuedKey issued) {
        return ApiKeyView.of(
                issued.key(), config.environment(), issued.credential().text());
    }

    @DELETE
    @Path("{id}")
    @ResponseStatus(204)
    public Uni<Void> revoke(@RestPath String id) {
        return service.revoke(AuthenticatedCaller.of(identity), TextValidator.trimIdentifier(id));
    }

    /** Anybody who finds a key may have it revoked; the response does not say whether it was one. */
    @POST
    @PermitAll
    @Path("leaked")
    @ResponseStatus(204)
    public Uni<Void> reportLeak(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String key = fields.requiredText("key", KEY_LIMIT);
        fields.requireValid();
        return service.reportLeak(key);
    }
}
