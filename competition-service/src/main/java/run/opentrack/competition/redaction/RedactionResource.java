package run.opentrack.competition.redaction;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.competition.redaction.RedactionResult.Found;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Removal of an e-mail address from competitions and their histories. */
@Path("/api/v1/competitions")
@Authenticated
public class RedactionResource {
    private static final String PATH = "/api/v1/competitions/redactions/";
    private static final TextLimit ADDRESS = TextLimit.identifier(254);
    private static final UUID FIRST = new UUID(0, 0);

    private final RedactionService redactions;
    private final SecurityIdentity identity;

    RedactionResource(RedactionService redactions, SecurityIdentity identity) {
        this.redactions = redactions;
        this.identity = identity;
    }

    @POST
    @Path("redactions")
    public Uni<RestResponse<RedactionResult>> request(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String address = fields.requiredEmail("email", ADDRESS);
        fields.requireValid();
        AccessToken caller = AuthenticatedCaller.of(identity);
        return redactions
                .request(caller, address)
                .chain(id -> redactions.get(caller, id, FIRST))
                .map(requested -> ResponseBuilder.<RedactionResult>create(202)
                        .entity(requested)
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.LOCATION, PATH + requested.id())
                        .build());
    }

    @GET
    @Path("redactions/{id}")
    public Uni<RestResponse<RedactionResult>> get(@RestPath String id, @RestQuery String from) {
        UUID redaction = UuidParser.parsePathId(id);
        UUID first = from == null
                ? FIRST
                : UuidParser.parse(from)
                        .orElseThrow(() -> ApiException.invalid(
                                Violation.ofQuery("from", "is not a valid UUID", "type_error.uuid")));
        return redactions
                .get(AuthenticatedCaller.of(identity), redaction, first)
                .map(RedactionResource::toResponse);
    }

    private static RestResponse<RedactionResult> toResponse(RedactionResult result) {
        List<Found> found = result.competitions();
        boolean more = found.size() > RedactionService.MAX_SHOWN;
        var response = ResponseBuilder.ok(more ? result.with(found.subList(0, RedactionService.MAX_SHOWN)) : result);
        if (more) {
            UUID next = found.get(RedactionService.MAX_SHOWN).id();
            response.header("Link", "<%s%s?from=%s>; rel=\"next\"".formatted(PATH, result.id(), next));
        }
        return response.build();
    }
}
