package run.opentrack.export.webhook.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** Event for an endpoint, with its last attempt. The sender writes the attempts by SQL. */
@Entity
public class WebhookDelivery {
    /** Progress of a delivery. */
    public enum State {
        PENDING,
        SUCCEEDED,
        FAILED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Sent as {@code webhook-id}, the same in each attempt. */
    @Id
    public UUID id;

    /** Order of events, assigned by the database. */
    @Column(insertable = false, updatable = false)
    public Long position;

    public UUID endpointId;
    public String event;
    /** Time of the event. */
    public Instant at;

    public String state;
    /** Number of attempts. It never falls: the result of an attempt is stored by its number. */
    public int attempt;
    /** Attempts before the present series. */
    public int formerAttempts;

    public Instant nextAt;

    /** Null while no attempt is in flight. */
    @Column(insertable = false, updatable = false)
    public Instant leaseUntil;
    /** Null if the last attempt had no response. */
    public Integer httpStatus;

    public Integer ms;
    public String error;

    static WebhookDelivery ping(UUID endpoint, Instant now) {
        WebhookDelivery delivery = new WebhookDelivery();
        delivery.id = UUID.randomUUID();
        delivery.endpointId = endpoint;
        delivery.event = WebhookEvent.PING;
        delivery.at = now;
        delivery.restart(now);
        return delivery;
    }

    public boolean isPing() {
        return event.equals(WebhookEvent.PING);
    }

    /** Makes the delivery due, with a new series of attempts, unless one in flight succeeds. */
    public void restart(Instant now) {
        state = State.PENDING.text();
        formerAttempts = attempt;
        nextAt = now;
    }
}
