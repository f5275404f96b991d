package run.opentrack.competition.history;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.competition.history.HistoryService.HistoryPage;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;

/** History of a competition, newest entries first. A Link header leads to older ones. */
@Path("/api/v1/competitions/{id}/history")
@Authenticated
public class HistoryResource {
    private final HistoryService history;
    private final SecurityIdentity identity;

    HistoryResource(HistoryService history, SecurityIdentity identity) {
        this.history = history;
        this.identity = identity;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<String>> list(@RestPath String id, @RestQuery String before) {
        UUID competition = UuidParser.parsePathId(id);
        Long cursor = before == null ? null : parseCursor(before);
        return history.page(AuthenticatedCaller.of(identity), competition, cursor)
                .map(page -> toResponse(competition, page));
    }

    static long parseCursor(String before) {
        if (!before.matches("[0-9]{1,18}")) {
            throw ApiException.invalid(
                    List.of(Violation.ofQuery("before", "is not a valid cursor", "value_error.place")));
        }
        return Long.parseLong(before);
    }

    private static RestResponse<String> toResponse(UUID competition, HistoryPage page) {
        List<HistoryEntry> entries = page.entries();
        var response = RestResponse.ResponseBuilder.ok(
                entries.stream().map(HistoryEntry::toJson).collect(Collectors.joining(",", "[", "]")));
        if (page.older()) {
            Long last = entries.get(entries.size() - 1).id;
            response.header(
                    "Link", "</api/v1/competitions/%s/history?before=%d>; rel=\"next\"".formatted(competition, last));
        }
        return response.build();
    }
}
