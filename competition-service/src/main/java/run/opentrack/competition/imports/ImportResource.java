package run.opentrack.competition.imports;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.competition.imports.ImportService.ImportPage;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.request.EndpointTable.BodyLimit;
import run.opentrack.http.request.UuidParser;
import run.opentrack.http.request.WholeNumberParser;
import run.opentrack.security.AccessToken;
import run.opentrack.security.OutboundAddressPolicy;

/** Imports of calendars, by upload or from an address. */
@Path("/api/v1/imports")
@Authenticated
public class ImportResource {
    private static final String PATH = "/api/v1/imports/";
    private static final int MAX_BODY_BYTES = 10 << 20;
    private static final int MAX_ROW_POSITION = 999_999_999;

    private final ImportService imports;
    private final OutboundAddressPolicy policy;
    private final SecurityIdentity identity;

    ImportResource(ImportService imports, OutboundAddressPolicy.Config addresses, SecurityIdentity identity) {
        this.imports = imports;
        this.policy = new OutboundAddressPolicy(addresses);
        this.identity = identity;
    }

    @POST
    @BodyLimit(MAX_BODY_BYTES)
    public Uni<RestResponse<ImportView>> request(
            @RestQuery String country,
            @RestQuery String source,
            @RestQuery("dry_run") String dryRun,
            @RestQuery String gone,
            @RestQuery("date_order") String dateOrder,
            @RestQuery List<String> columns,
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            byte[] body) {
        ImportRequest.Query query = new ImportRequest.Query(
                country, source, dryRun, gone, dateOrder, columns == null ? List.of() : columns);
        ImportRequest request = ImportRequest.parse(query, contentType, body == null ? new byte[0] : body, policy);
        AccessToken caller = AuthenticatedCaller.of(identity);
        return imports.request(caller, request).chain(id -> accepted(caller, id));
    }

    @GET
    public Uni<List<ImportView>> list() {
        return imports.list(AuthenticatedCaller.of(identity));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<ImportView>> get(@RestPath String id, @RestQuery String from, @RestQuery String limit) {
        UUID requested = UuidParser.parsePathId(id);
        int size = WholeNumberParser.parseQuery(
                "limit", limit, ImportService.MAX_PAGE_SIZE, 1, ImportService.MAX_PAGE_SIZE);
        int first = WholeNumberParser.parseQuery("from", from, 1, 1, MAX_ROW_POSITION);
        return imports.get(AuthenticatedCaller.of(identity), requested, first, size)
                .map(page -> toResponse(page, size));
    }

    @POST
    @Path("{id}/confirm")
    public Uni<RestResponse<ImportView>> confirm(@RestPath String id) {
        UUID held = UuidParser.parsePathId(id);
        AccessToken caller = AuthenticatedCaller.of(identity);
        return imports.confirm(caller, held).chain(confirmed -> accepted(caller, confirmed));
    }

    /** Ends the nightly imports of the source. What it made stays. */
    @DELETE
    @Path("{id}")
    public Uni<RestResponse<Void>> stop(@RestPath String id) {
        UUID stopped = UuidParser.parsePathId(id);
        return imports.stop(AuthenticatedCaller.of(identity), stopped).map(done -> RestResponse.noContent());
    }

    private Uni<RestResponse<ImportView>> accepted(AccessToken caller, UUID id) {
        return imports.get(caller, id, 1, ImportService.MAX_PAGE_SIZE)
                .map(page -> ResponseBuilder.<ImportView>create(202)
                        .entity(page.view())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.LOCATION, PATH + id)
                        .build());
    }

    private static RestResponse<ImportView> toResponse(ImportPage page, int limit) {
        ResponseBuilder<ImportView> response = ResponseBuilder.ok(page.view());
        if (page.next() != null) {
            String path = PATH + page.view().id();
            response.header("Link", "<%s?from=%d&limit=%d>; rel=\"next\"".formatted(path, page.next(), limit));
        }
        return response.build();
    }
}
