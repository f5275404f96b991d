package run.opentrack.export.webhook.delivery;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Delivery in the API's representation.
 *
 * @param at time of the event
 * @param httpStatus of the last attempt, null without a response
 * @param ms duration of the last attempt
 * @param nextAt time of the next attempt, null if there is none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeliveryView(
        UUID id,
        String event,
        int attempt,
        Instant at,
        String state,
        Integer httpStatus,
        Integer ms,
        Instant nextAt,
        String error) {
    public static DeliveryView of(WebhookDelivery delivery) {
        boolean pending = delivery.state.equals(WebhookDelivery.State.PENDING.text());
        return new DeliveryView(
                delivery.id,
                delivery.event,
                delivery.attempt,
                delivery.at.truncatedTo(ChronoUnit.MILLIS),
                delivery.state,
                delivery.httpStatus,
                delivery.ms,
                pending ? delivery.nextAt.truncatedTo(ChronoUnit.MILLIS) : null,
                delivery.error);
    }
}
