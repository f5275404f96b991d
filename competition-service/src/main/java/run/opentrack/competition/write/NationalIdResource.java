package run.opentrack.competition.write;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Creates, replaces, updates and deletes competitions by national id, so that a client need not know their ids. */
@Path("/api/v1/competitions")
@Authenticated
public class NationalIdResource {
    private static final String PATH = "by-national-id/{country_id}/{year}/{national_id}";

    private final UpsertService upserts;
    private final SecurityIdentity identity;

    NationalIdResource(UpsertService upserts, SecurityIdentity identity) {
        this.upserts = upserts;
        this.identity = identity;
    }

    @PUT
    @Path(PATH)
    public Uni<RestResponse<String>> put(
            @Context UriInfo uri,
            @RestQuery String adopt,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @RestHeader("Idempotency-Key") String idempotencyKey,
            byte[] body) {
        NationalIdAddress address = address(uri);
        UUID adoptedId = parseAdopt(adopt);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionData data = CompetitionParser.parse(address, members);
        String overrideToken = CompetitionParser.overrideToken(members);
        AccessToken caller = AuthenticatedCaller.of(identity);
        IdempotencyKey key =
                IdempotencyKey.of(idempotencyKey, caller.accountId(), address.path() + "?adopt=" + adoptedId, body);
        Preconditions conditions = new Preconditions(ifMatch, ifNoneMatch);
        return execute(new NationalIdWrite(
                caller, address, data, null, overrideToken, adoptedId, conditions, key, body.length));
    }

    @PATCH
    @Path(PATH)
    public Uni<RestResponse<String>> patch(
            @Context UriInfo uri, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        NationalIdAddress address = address(uri);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionParser.checkChange(address, members);
        return change(address, members, CompetitionParser.overrideToken(members), ifMatch, body.length);
    }

    @DELETE
    @Path(PATH)
    public Uni<RestResponse<String>> delete(@Context UriInfo uri, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        return change(address(uri), null, null, ifMatch, 0);
    }

    private Uni<RestResponse<String>> change(
            NationalIdAddress address,
            Map<String, JsonMember> members,
            String overrideToken,
            String ifMatch,
            int bytes) {
        AccessToken caller = AuthenticatedCaller.of(identity);
        Preconditions conditions = new Preconditions(ifMatch, null);
        return execute(
                new NationalIdWrite(caller, address, null, members, overrideToken, null, conditions, null, bytes));
    }

    private Uni<RestResponse<String>> execute(NationalIdWrite write) {
        return upserts.execute(write).map(CompetitionResource::toResponse);
    }

    private static NationalIdAddress address(UriInfo uri) {
        MultivaluedMap<String, String> path = uri.getPathParameters();
        return NationalIdAddress.parse(
                path.getFirst("country_id"), path.getFirst("year"), path.getFirst("national_id"));
    }

    private static UUID parseAdopt(String adopt) {
        return adopt == null
                ? null
                : UuidParser.parse(adopt)
                        .orElseThrow(() -> ApiException.invalid(
                                Violation.ofQuery("adopt", "is not a valid UUID", "type_error.uuid")));
    }
}
