package run.opentrack.export.webhook;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.export.webhook.delivery.DeliveryView;
import run.opentrack.export.webhook.delivery.WebhookDelivery;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;
import run.opentrack.http.request.WholeNumberParser;
import run.opentrack.security.AccessToken;
import run.opentrack.security.OutboundAddressPolicy;

/** Endpoints of the caller's webhooks. */
@Path("/api/v1/webhooks")
@Authenticated
public class WebhookResource {
    private static final String PATH = "/api/v1/webhooks/";
    private static final TextLimit TOKEN_LIMIT = TextLimit.identifier(4_000);
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final WebhookService webhooks;
    private final OutboundAddressPolicy policy;
    private final SecurityIdentity identity;

    WebhookResource(WebhookService webhooks, OutboundAddressPolicy.Config addresses, SecurityIdentity identity) {
        this.webhooks = webhooks;
        this.policy = new OutboundAddressPolicy(addresses);
        this.identity = identity;
    }

    @POST
    public Uni<RestResponse<WebhookView>> create(byte[] body) {
        return webhooks.create(caller(), WebhookRequest.parseCreate(body, policy))
                .map(endpoint -> ResponseBuilder.create(RestResponse.Status.CREATED, WebhookView.withSecret(endpoint))
                        .header(HttpHeaders.LOCATION, PATH + endpoint.id)
                        .build());
    }

    @GET
    public Uni<List<WebhookView>> list() {
        return webhooks.list(caller())
                .map(endpoints -> endpoints.stream().map(WebhookView::of).toList());
    }

    @GET
    @Path("{id}")
    public Uni<WebhookView> get(@RestPath String id) {
        return webhooks.get(caller(), UuidParser.parsePathId(id)).map(WebhookView::of);
    }

    @PATCH
    @Path("{id}")
    public Uni<WebhookView> update(@RestPath String id, byte[] body) {
        WebhookRequest request = WebhookRequest.parseUpdate(body, policy);
        return webhooks.update(caller(), UuidParser.parsePathId(id), request).map(WebhookView::of);
    }

    @DELETE
    @Path("{id}")
    public Uni<RestResponse<Void>> delete(@RestPath String id) {
        return webhooks.delete(caller(), UuidParser.parsePathId(id)).map(deleted -> RestResponse.noContent());
    }

    @POST
    @Path("{id}/secret")
    public Uni<WebhookView> rotateSecret(@RestPath String id) {
        return webhooks.rotateSecret(caller(), UuidParser.parsePathId(id)).map(WebhookView::withSecret);
    }

    @POST
    @Path("{id}/ping")
    @ResponseStatus(202)
    public Uni<DeliveryView> ping(@RestPath String id) {
        return webhooks.ping(caller(), UuidParser.parsePathId(id)).map(DeliveryView::of);
    }

    @GET
    @Path("{id}/deliveries")
    public Uni<List<DeliveryView>> deliveries(@RestPath String id, @RestQuery String state, @RestQuery String limit) {
        int size = WholeNumberParser.parseQuery("limit", limit, DEFAULT_LIMIT, 1, MAX_LIMIT);
        return webhooks.deliveries(caller(), UuidParser.parsePathId(id), parseState(state), size)
                .map(found -> found.stream().map(DeliveryView::of).toList());
    }

    @POST
    @Path("{id}/deliveries/{delivery}/again")
    @ResponseStatus(202)
    public Uni<DeliveryView> sendAgain(@RestPath String id, @RestPath String delivery) {
        return webhooks.sendAgain(caller(), UuidParser.parsePathId(id), UuidParser.parsePathId(delivery))
                .map(DeliveryView::of);
    }

    @POST
    @Path("{id}/replay")
    @ResponseStatus(202)
    public Uni<Map<String, Integer>> replay(@RestPath String id, byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String since = fields.requiredText("since", TOKEN_LIMIT);
        fields.requireValid();
        return webhooks.replay(caller(), UuidParser.parsePathId(id), since).map(added -> Map.of("events", added));
    }

    private AccessToken caller() {
        return AuthenticatedCaller.of(identity);
    }

    private static WebhookDelivery.State parseState(String sent) {
        return sent == null
                ? null
                : Arrays.stream(WebhookDelivery.State.values())
                        .filter(state -> state.text().equals(sent))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalid(Violation.ofQuery(
                                "state", "must be pending, succeeded or failed", "value_error.state")));
    }
}
