package run.opentrack.competition.bulk;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.competition.write.ArrayBodyHandler;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.request.EndpointTable.BodyLimit;

/** Creates, updates and deletes several competitions by one call. */
@Path("/api/v1/competitions")
@Authenticated
public class BulkResource {
    private static final int MAX_BODY_BYTES = 5 << 20;

    private final BulkRequestService requests;
    private final SecurityIdentity identity;

    BulkResource(BulkRequestService requests, SecurityIdentity identity) {
        this.requests = requests;
        this.identity = identity;
    }

    @POST
    @Path("bulk")
    @BodyLimit(MAX_BODY_BYTES)
    public Uni<RestResponse<String>> execute(
            @BeanParam ArrayBodyHandler.Parameters parameters,
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            byte[] body) {
        return requests.execute(AuthenticatedCaller.of(identity), parameters, contentType, body);
    }
}
