package run.opentrack.competition.write;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Creating, changing and deleting competitions. A body may come with any Content-Type, or none. */
@Path("/api/v1/competitions")
@Authenticated
public class CompetitionResource {
    private final CreateQueue createQueue;
    private final CreateService createService;
    private final UpdateService updateService;
    private final SecurityIdentity identity;

    CompetitionResource(
            CreateQueue createQueue,
            CreateService createService,
            UpdateService updateService,
            SecurityIdentity identity) {
        this.createQueue = createQueue;
        this.createService = createService;
        this.updateService = updateService;
        this.identity = identity;
    }

    @POST
    public Uni<RestResponse<String>> create(@RestHeader("Idempotency-Key") String idempotencyKey, byte[] body) {
        AccessToken caller = AuthenticatedCaller.of(identity);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionData data = CompetitionParser.parse(members);
        String overrideToken = CompetitionParser.overrideToken(members);
        Optional<IdempotencyKey> key = IdempotencyKey.of(idempotencyKey, caller.accountId(), body);
        CreateRequest request = CreateRequest.of(caller, data, overrideToken);
        Uni<WriteResponse> response = key.isPresent()
                ? UniqueViolationRetry.retryOnViolation(() -> createService.createIdempotently(request, key.get()))
                : createQueue.submit(request);
        return response.map(CompetitionResource::toResponse);
    }

    /** Checks what create would read; reads and writes no database. */
    @POST
    @Path("test")
    public Uni<RestResponse<String>> test(byte[] body) {
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        String response =
                DryRunResponse.json(CompetitionParser.parse(members), CompetitionParser.unknownMembers(members));
        return Uni.createFrom().item(toResponse(new WriteResponse(200, null, null, response)));
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<String>> update(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        UUID competition = UuidParser.parsePathId(id);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        AccessToken caller = AuthenticatedCaller.of(identity);
        IfMatchCondition condition = new IfMatchCondition(ifMatch);
        return UniqueViolationRetry.retryOnViolation(
                        () -> updateService.update(caller, competition, members, condition))
                .map(CompetitionResource::toResponse);
    }

    @PATCH
    @Path("{id}")
    public Uni<RestResponse<String>> patch(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        return update(id, ifMatch, body);
    }

    @DELETE
    @Path("{id}")
    @ResponseStatus(204)
    public Uni<Void> delete(@RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        return updateService.delete(
                AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), new IfMatchCondition(ifMatch));
    }

    private static RestResponse<String> toResponse(WriteResponse answer) {
        ResponseBuilder<String> response = ResponseBuilder.create(answer.status());
        response.entity(answer.body()).type(MediaType.APPLICATION_JSON_TYPE);
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.etag() != null) {
            response.header(HttpHeaders.ETAG, "\"" + answer.etag() + "\"");
        }
        return response.build();
    }
}
