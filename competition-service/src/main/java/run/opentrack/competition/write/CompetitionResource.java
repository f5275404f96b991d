package run.opentrack.competition.write;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionJson;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Creates, updates and deletes competitions. A body is parsed whatever its Content-Type says. */
@Path("/api/v1/competitions")
@Authenticated
public class CompetitionResource {
    private final CreateService creates;
    private final UpdateService updates;
    private final ArrayBodyHandler arrays;
    private final SecurityIdentity identity;

    CompetitionResource(
            CreateService creates, UpdateService updates, ArrayBodyHandler arrays, SecurityIdentity identity) {
        this.creates = creates;
        this.updates = updates;
        this.arrays = arrays;
        this.identity = identity;
    }

    @POST
    public Uni<RestResponse<String>> create(@BeanParam ArrayBodyHandler.Parameters parameters, byte[] body) {
        if (JsonObjectParser.isArray(body)) {
            return arrays.handleArray(AuthenticatedCaller.of(identity), parameters, body);
        }
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionData data = CompetitionParser.parse(members);
        String overrideToken = CompetitionParser.overrideToken(members);
        AccessToken caller = AuthenticatedCaller.of(identity);
        IdempotencyKey key = IdempotencyKey.of(parameters.idempotencyKey(), caller.accountId(), body);
        return creates.create(caller, data, overrideToken, key, body.length).map(CompetitionResource::toResponse);
    }

    /** Validates a body as create does, without the database. */
    @POST
    @Path("test")
    public Uni<RestResponse<String>> test(byte[] body) {
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionData data = CompetitionParser.parse(members);
        AuthenticatedCaller.of(identity);
        String unknown = CompetitionParser.unknownMembers(members).stream()
                .map(name -> JsonMember.of(JsonMember.Type.STRING, name).toJson())
                .collect(Collectors.joining(",", "[", "]"));
        String valid = "{\"valid\":true,\"competition\":"
                + CompetitionJson.render(data, SlugAllocator.requestedSlug(data)) + ",\"ignored_fields\":" + unknown
                + "}";
        return Uni.createFrom().item(toResponse(new WriteResponse(200, null, null, valid)));
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<String>> update(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        UUID competition = UuidParser.parsePathId(id);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        return updates.update(AuthenticatedCaller.of(identity), competition, members, ifMatch, body.length)
                .map(CompetitionResource::toResponse);
    }

    @PATCH
    @Path("{id}")
    public Uni<RestResponse<String>> patch(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        return update(id, ifMatch, body);
    }

    @PUT
    @Path("{id}/status")
    public Uni<RestResponse<String>> putStatus(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        UUID competition = UuidParser.parsePathId(id);
        CompetitionStatus.Change status = CompetitionStatus.Change.parse(JsonObjectParser.members(body));
        return updates.setStatus(AuthenticatedCaller.of(identity), competition, status, Map.of(), ifMatch, body.length)
                .map(CompetitionResource::toResponse);
    }

    @DELETE
    @Path("{id}")
    public Uni<RestResponse<String>> delete(@RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        UUID competition = UuidParser.parsePathId(id);
        return updates.delete(AuthenticatedCaller.of(identity), competition, ifMatch)
                .map(CompetitionResource::toResponse);
    }

    /** A location is that of a new competition, or else the one that the body is of (RFC 9110, 8.7). */
    static RestResponse<String> toResponse(WriteResponse write) {
        ResponseBuilder<String> response = ResponseBuilder.create(write.status());
        if (write.body() != null) {
            response.entity(write.body()).type(MediaType.APPLICATION_JSON_TYPE);
        }
        if (write.location() != null) {
            response.header(
                    write.status() == 201 ? HttpHeaders.LOCATION : HttpHeaders.CONTENT_LOCATION, write.location());
        }
        if (write.etag() != null) {
            response.header(HttpHeaders.ETAG, "\"" + write.etag() + "\"");
        }
        write.possibleDuplicates()
                .forEach(id -> response.header(
                        HttpHeaders.LINK, "</api/v1/competitions/" + id + ">; rel=\"possible-duplicate\""));
        if (write.partialCheck()) {
            response.header("Duplicate-Check", "partial");
        }
        return response.build();
    }
}
