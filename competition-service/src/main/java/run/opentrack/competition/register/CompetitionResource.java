package run.opentrack.competition.register;

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
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.entry.EntryReader;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/** Creating, changing and deleting competitions. A body may come with any Content-Type, or none. */
@Path("/api/v1/competitions")
@Authenticated
public class CompetitionResource {
    private final RegistrationDesk desk;
    private final Registration registration;
    private final Revision revision;
    private final SecurityIdentity identity;

    CompetitionResource(
            RegistrationDesk desk, Registration registration, Revision revision, SecurityIdentity identity) {
        this.desk = desk;
        this.registration = registration;
        this.revision = revision;
        this.identity = identity;
    }

    @POST
    public Uni<RestResponse<String>> create(@RestHeader("Idempotency-Key") String idempotencyKey, byte[] body) {
        AccessToken caller = AuthenticatedCaller.of(identity);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        CalendarEntry entry = EntryReader.read(members);
        String overrideToken = EntryReader.overrideToken(members);
        Optional<IdempotencyKey> key = IdempotencyKey.of(idempotencyKey, caller.accountId(), body);
        Application application = Application.of(caller, entry, overrideToken);
        Uni<Answer> answer = key.isPresent()
                ? UniqueKeys.respected(() -> registration.once(application, key.get()))
                : desk.register(application);
        return answer.map(CompetitionResource::respond);
    }

    /** Checks what create would read; reads and writes no database. */
    @POST
    @Path("test")
    public Uni<RestResponse<String>> test(byte[] body) {
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        String answer = TestAnswer.of(EntryReader.read(members), EntryReader.ignored(members));
        return Uni.createFrom().item(respond(new Answer(200, null, null, answer)));
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<String>> change(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        UUID competition = UuidParser.parsePathId(id);
        Map<String, JsonMember> members = JsonObjectParser.members(body);
        AccessToken caller = AuthenticatedCaller.of(identity);
        EtagCondition condition = new EtagCondition(ifMatch);
        return UniqueKeys.respected(() -> revision.change(caller, competition, members, condition))
                .map(CompetitionResource::respond);
    }

    @PATCH
    @Path("{id}")
    public Uni<RestResponse<String>> patch(
            @RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch, byte[] body) {
        return change(id, ifMatch, body);
    }

    @DELETE
    @Path("{id}")
    @ResponseStatus(204)
    public Uni<Void> delete(@RestPath String id, @RestHeader(HttpHeaders.IF_MATCH) String ifMatch) {
        return revision.delete(
                AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), new EtagCondition(ifMatch));
    }

    private static RestResponse<String> respond(Answer answer) {
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
