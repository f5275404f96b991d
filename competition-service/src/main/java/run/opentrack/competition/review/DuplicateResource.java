package run.opentrack.competition.review;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.competition.review.DuplicateReviewService.ReviewResult;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.request.UuidParser;

/** Queue of pairs that may be one competition, and decisions about them. */
@Path("/api/v1/duplicates")
@Authenticated
public class DuplicateResource {
    private static final String NEXT = "</api/v1/duplicates?country=%s&state=%s&limit=%d&after=%s>; rel=\"next\"";

    private final DuplicateReviewService reviews;
    private final SecurityIdentity identity;

    DuplicateResource(DuplicateReviewService reviews, SecurityIdentity identity) {
        this.reviews = reviews;
        this.identity = identity;
    }

    @GET
    public Uni<RestResponse<String>> list(
            @RestQuery String country, @RestQuery String state, @RestQuery String limit, @RestQuery String after) {
        DuplicateFilter filter = DuplicateFilter.parse(country, state, limit, after);
        return reviews.list(AuthenticatedCaller.of(identity), filter).map(page -> {
            ResponseBuilder<String> response = json(200, "[" + String.join(",", page.pairs()) + "]");
            if (page.next() != null) {
                response.header(
                        HttpHeaders.LINK,
                        NEXT.formatted(
                                filter.country(),
                                filter.state(),
                                filter.limit(),
                                page.next().encode()));
            }
            return response.build();
        });
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<String>> decide(@RestPath String id, byte[] body) {
        UUID pair = UuidParser.parsePathId(id);
        DuplicateDecision decision = DuplicateDecision.parse(JsonObjectParser.members(body));
        return reviews.decide(AuthenticatedCaller.of(identity), pair, decision).map(DuplicateResource::toResponse);
    }

    @POST
    @Path("{id}/undo")
    public Uni<RestResponse<String>> undo(@RestPath String id) {
        UUID pair = UuidParser.parsePathId(id);
        return reviews.undo(AuthenticatedCaller.of(identity), pair).map(DuplicateResource::toResponse);
    }

    private static RestResponse<String> toResponse(ReviewResult result) {
        return json(result.state().equals(DuplicatePair.PROPOSED) ? 202 : 200, result.json())
                .build();
    }

    private static ResponseBuilder<String> json(int status, String body) {
        return ResponseBuilder.<String>create(status).entity(body).type(MediaType.APPLICATION_JSON_TYPE);
    }
}
