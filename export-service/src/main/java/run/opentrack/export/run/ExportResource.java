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
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UuidParser;

/** Export runs: reading for any account, starting for superusers. */
@Path("/api/v1/exports")
@Authenticated
public class ExportResource {
    private final ExportScheduler scheduler;
    private final RunQueries queries;
    private final Pool database;
    private final SecurityIdentity identity;

    ExportResource(ExportScheduler scheduler, RunQueries queries, Pool database, SecurityIdentity identity) {
        this.scheduler = scheduler;
        this.queries = queries;
        this.database = database;
        this.identity = identity;
    }

    @GET
    public Uni<List<RunView>> list() {
        return ReadTimeout.apply(queries.latest());
    }

    @GET
    @Path("{id}")
    public Uni<RunView> show(@RestPath String id) {
        return ReadTimeout.apply(queries.byId(UuidParser.parsePathId(id)))
                .map(run -> run.orElseThrow(() -> ApiException.notFound("No export run has this id")));
    }

    @POST
    public Uni<RestResponse<RunView>> start(byte[] body) {
        boolean acceptShrink = acceptsShrink(body);
        return ReadTimeout.apply(requireSuperuser())
                .chain(() -> begin(acceptShrink))
                .map(lease -> lease.orElseThrow(() -> ApiException.conflict("An export run is in progress")))
                .map(ExportResource::accepted);
    }

    /** Starts a run; 504 on a timeout, because the run may have started. */
    private Uni<Optional<RunLease>> begin(boolean acceptShrink) {
        return Uncancellable.of(scheduler.start(acceptShrink))
                .ifNoItem()
                .after(ReadTimeout.TIMEOUT)
                .failWith(ApiException::gatewayTimeout);
    }

    private static boolean acceptsShrink(byte[] body) {
        if (body == null || body.length == 0) {
            return false;
        }
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        Boolean accept = fields.isPresent("accept_shrink") ? fields.requiredBoolean("accept_shrink") : Boolean.FALSE;
        fields.requireValid();
        return accept;
    }

    private Uni<Void> requireSuperuser() {
        return RightsLookup.find(database, AuthenticatedCaller.of(identity))
                .invoke(rights -> RightsLookup.requireValid(rights).requireSuperuser())
                .replaceWithVoid();
    }

    private static RestResponse<RunView> accepted(RunLease lease) {
        return ResponseBuilder.create(RestResponse.Status.ACCEPTED, RunView.started(lease))
                .header(HttpHeaders.LOCATION, "/api/v1/exports/" + lease.runId())
                .build();
    }
}
