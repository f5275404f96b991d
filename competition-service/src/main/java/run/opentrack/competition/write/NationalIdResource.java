package run.opentrack.competition.write;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
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
            @RestPath("country_id") String country,
            @RestPath String year,
            @RestPath("national_id") String nationalId,
            @RestQuery String adopt,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
            @RestHeader(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch,
            @RestHeader("Idempotency-Key") String idempotencyKey,
            byte[] body) {
        AccessToken caller = AuthenticatedCaller.of(identity);
        NationalIdAddress address = NationalIdAddress.parse(country, year, nationalId);
        UUID adoptedId = parseAdopt(adopt);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionData data = CompetitionParser.parse(address, members);
        return execute(new NationalIdWrite(
                caller,
                address,
                data,
                null,
                CompetitionParser.overrideToken(members),
                adoptedId,
                new Preconditions(ifMatch, ifNoneMatch),
                IdempotencyKey.of(idempotencyKey, caller.accountId(), address.path() + "?adopt=" + adoptedId, body),
                body.length));
    }

    private static UUID parseAdopt(String adopt) {
        return adopt == null
                ? null
                : UuidParser.parse(adopt)
                        .orElseThrow(() -> ApiException.invalid(
                                Violation.ofQuery("adopt", "is not a valid UUID", "type_error.uuid")));
    }

    @PATCH
    @Path(PATH)
    public Uni<RestResponse<String>> patch(
            @RestPath("country_id") String country,
            @RestPath String year,
            @RestPath("national_id") String nationalId,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch,
            byte[] body) {
        NationalIdAddress address = NationalIdAddress.parse(country, year, nationalId);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CompetitionParser.checkChange(address, members);
        return execute(new NationalIdWrite(
                AuthenticatedCaller.of(identity),
                address,
                null,
                members,
                CompetitionParser.overrideToken(members),
                null,
                new Preconditions(ifMatch, null),
                null,
                body.length));
    }

    @DELETE
    @Path(PATH)
    public Uni<RestResponse<String>> delete(
            @RestPath("country_id") String country,
            @RestPath String year,
            @RestPath("national_id") String nationalId,
            @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        NationalIdAddress address = NationalIdAddress.parse(country, year, nationalId);
        return execute(new NationalIdWrite(
                AuthenticatedCaller.of(identity),
                address,
                null,
                null,
                null,
                null,
                new Preconditions(ifMatch, null),
                null,
                0));
    }

    private Uni<RestResponse<String>> execute(NationalIdWrite write) {
        return upserts.execute(write).map(CompetitionResource::toResponse);
    }
}
