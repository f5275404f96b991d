package run.opentrack.export.run;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.request.UuidParser;

/** Export runs: reading for any account, starting for superusers. */
@Path("/api/v1/exports")
@Authenticated
public class ExportResource {
    private final ExportService exports;
    private final SecurityIdentity identity;

    ExportResource(ExportService exports, SecurityIdentity identity) {
        this.exports = exports;
        this.identity = identity;
    }

    @GET
    public Uni<List<RunView>> list() {
        AuthenticatedCaller.of(identity);
        return exports.latest();
    }

    @GET
    @Path("{id}")
    public Uni<RunView> show(@RestPath String id) {
        UUID run = UuidParser.parsePathId(id);
        AuthenticatedCaller.of(identity);
        return exports.find(run);
    }

    @POST
    public Uni<RestResponse<RunView>> start(byte[] body) {
        boolean acceptsShrink = acceptsShrink(body);
        return exports.start(AuthenticatedCaller.of(identity), acceptsShrink).map(ExportResource::accepted);
    }

    static boolean acceptsShrink(byte[] body) {
        if (body == null || body.length == 0) {
            return false;
        }
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        Boolean accept = fields.isPresent("accept_shrink") ? fields.requiredBoolean("accept_shrink") : Boolean.FALSE;
        fields.requireValid();
        return accept;
    }

    private static RestResponse<RunView> accepted(RunView run) {
        return ResponseBuilder.create(RestResponse.Status.ACCEPTED, run)
                .header(HttpHeaders.LOCATION, "/api/v1/exports/" + run.id())
                .build();
    }
}
