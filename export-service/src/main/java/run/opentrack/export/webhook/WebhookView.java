package run.opentrack.export.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Endpoint in the API's representation.
 *
 * @param countries null for all
 * @param failingSince time of the first failure since the last success, null while there is none
 * @param secret only in the response that creates it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record WebhookView(
        UUID id,
        String url,
        List<String> events,
        List<String> countries,
        String payload,
        String state,
        Instant createdAt,
        Instant failingSince,
        @JsonInclude(JsonInclude.Include.NON_NULL) String secret) {
    static WebhookView of(WebhookEndpoint endpoint) {
        return of(endpoint, null);
    }

    static WebhookView withSecret(WebhookEndpoint endpoint) {
        return of(endpoint, endpoint.secret);
    }

    private static WebhookView of(WebhookEndpoint endpoint, String secret) {
        return new WebhookView(
                endpoint.id,
                endpoint.url,
                List.of(endpoint.events),
                endpoint.countries == null ? null : List.of(endpoint.countries),
                endpoint.payload,
                endpoint.state,
                endpoint.createdAt.truncatedTo(ChronoUnit.SECONDS),
                endpoint.failingSince == null ? null : endpoint.failingSince.truncatedTo(ChronoUnit.SECONDS),
                secret);
    }
}
