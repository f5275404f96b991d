package run.opentrack.export.run;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.access.Caller;
import run.opentrack.access.CurrentRights;
import run.opentrack.access.Read;
import run.opentrack.access.Unbroken;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.json.Fields;
import run.opentrack.wire.json.JsonBody;
import run.opentrack.wire.request.UuidText;

/** What the exports did, for any account; starting one, for superusers. */
@Path("/api/v1/exports")
@Authenticated
public class ExportResource {
    private final Runs runs;
    private final RunReport report;
    private final Pool database;
    private final SecurityIdentity identity;

    ExportResource(Runs runs, RunReport report, Pool database, SecurityIdentity identity) {
        this.runs = runs;
        this.report = report;
        this.database = database;
        this.identity = identity;
    }

    @GET
    public Uni<List<RunView>> list() {
        return Read.inTime(report.latest());
    }

    @GET
    @Path("{id}")
    public Uni<RunView> show(@RestPath String id) {
        return Read.inTime(report.byId(UuidText.of(id)))
                .map(run -> run.orElseThrow(() -> Refusal.notFound("There is no run with this id")));
    }

    @POST
    public Uni<RestResponse<RunView>> start(byte[] body) {
        boolean acceptShrink = acceptsShrink(body);
        return Read.inTime(requireSuperuser())
                .chain(() -> begin(acceptShrink))
                .map(claim -> claim.orElseThrow(() -> Refusal.conflict("A run is running already")))
                .map(ExportResource::accepted);
    }

    /** Where no answer comes in time, nobody knows whether a run has begun. */
    private Uni<Optional<Claim>> begin(boolean acceptShrink) {
        return Unbroken.of(runs.start(acceptShrink))
                .ifNoItem()
                .after(Read.PATIENCE)
                .failWith(Refusal::gatewayTimeout);
    }

    private static boolean acceptsShrink(byte[] body) {
        if (body == null || body.length == 0) {
            return false;
        }
        Fields fields = new Fields(JsonBody.members(body));
        Boolean accept = fields.isSent("accept_shrink") ? fields.requiredTruth("accept_shrink") : Boolean.FALSE;
        fields.requireValid();
        return accept;
    }

    private Uni<Void> requireSuperuser() {
        return CurrentRights.of(database, Caller.of(identity))
                .invoke(rights -> CurrentRights.standing(rights).requireSuperuser())
                .replaceWithVoid();
    }

    private static RestResponse<RunView> accepted(Claim claim) {
        return ResponseBuilder.create(RestResponse.Status.ACCEPTED, RunView.begun(claim))
                .header(HttpHeaders.LOCATION, "/api/v1/exports/" + claim.run())
                .build();
    }
}
