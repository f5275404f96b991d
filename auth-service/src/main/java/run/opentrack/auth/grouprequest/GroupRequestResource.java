package run.opentrack.auth.grouprequest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import run.opentrack.auth.account.AdminAccountResource;
import run.opentrack.auth.grouprequest.GroupRequest.State;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;

/** Requests for groups: accounts ask, superusers decide. */
@Path("/api/v1/auth")
@Authenticated
public class GroupRequestResource {
    private static final TextLimit GROUP_LIMIT = TextLimit.identifier(100);
    private static final TextLimit MESSAGE_LIMIT = TextLimit.multiline(1_000);

    private final GroupRequestService service;
    private final SecurityIdentity identity;

    GroupRequestResource(GroupRequestService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    /** Request as the API shows it; {@code decided_at} and {@code reply} are null while it is open. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record GroupRequestView(
            UUID id,
            UUID accountId,
            String email,
            String fullName,
            String group,
            String message,
            String state,
            Instant createdAt,
            Instant decidedAt,
            String reply) {
        static GroupRequestView of(GroupRequest request) {
            return new GroupRequestView(
                    request.id,
                    request.account.id,
                    request.account.email,
                    request.account.fullName,
                    request.groupName,
                    request.message,
                    request.state,
                    request.createdAt.truncatedTo(ChronoUnit.SECONDS),
                    request.decidedAt == null ? null : request.decidedAt.truncatedTo(ChronoUnit.SECONDS),
                    request.reply);
        }
    }

    @POST
    @Path("me/group-requests")
    @ResponseStatus(201)
    public Uni<GroupRequestView> request(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String group = fields.requiredText("group", GROUP_LIMIT);
        String message = Objects.requireNonNullElse(fields.text("message", MESSAGE_LIMIT), "");
        fields.requireValid();
        String parsed = AdminAccountResource.parseGroup(group, "body");
        return service.request(AuthenticatedCaller.of(identity), parsed, message)
                .map(GroupRequestView::of);
    }

    @GET
    @Path("me/group-requests")
    public Uni<List<GroupRequestView>> listOwn() {
        return service.findOwn(AuthenticatedCaller.of(identity)).map(GroupRequestResource::views);
    }

    @GET
    @Path("group-requests")
    public Uni<List<GroupRequestView>> list(@RestQuery String state) {
        return service.find(AuthenticatedCaller.of(identity), parseState(state)).map(GroupRequestResource::views);
    }

    @POST
    @Path("group-requests/{id}")
    public Uni<GroupRequestView> decide(@RestPath String id, byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        Boolean granted = fields.requiredBoolean("granted");
        String reply = Objects.requireNonNullElse(fields.text("message", MESSAGE_LIMIT), "");
        fields.requireValid();
        return service.decide(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), granted, reply)
                .map(GroupRequestView::of);
    }

    /** Parses the filter, {@code open} when absent; 422 for any other text. */
    static State parseState(String sent) {
        String text = sent == null ? State.OPEN.text() : sent;
        return Arrays.stream(State.values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        Violation.ofQuery("state", "must be open, granted or declined", "value_error.state")));
    }

    private static List<GroupRequestView> views(List<GroupRequest> requests) {
        return requests.stream().map(GroupRequestView::of).toList();
    }
}
