package run.opentrack.export.webhook;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** Address of an account to which events are sent. Times of failures are written by the sender, by SQL. */
@Entity
public class WebhookEndpoint {
    static final String PENDING = "pending";
    static final String DISABLED = "disabled";

    private static final Duration SECRET_OVERLAP = Duration.ofHours(24);

    @Id
    public UUID id;

    public UUID accountId;
    public String url;
    public String[] events;
    /** Null for all. */
    public String[] countries;

    public String payload;
    public String state;
    public String secret;
    /** Signs too, until {@link #previousUntil}. */
    public String previousSecret;

    public Instant previousUntil;
    public int failures;
    public Instant failingSince;
    /** While the endpoint fails, the time of its next attempt. */
    public Instant nextAt;

    public Instant createdAt;

    static WebhookEndpoint create(UUID account, WebhookRequest request, Instant now) {
        WebhookEndpoint endpoint = new WebhookEndpoint();
        endpoint.id = UUID.randomUUID();
        endpoint.accountId = account;
        endpoint.secret = WebhookSecret.generate();
        endpoint.createdAt = now;
        endpoint.update(request, now);
        return endpoint;
    }

    /** Changes what the request contains. A new address is pending until it answers a ping. */
    void update(WebhookRequest request, Instant now) {
        if (request.url() != null && !request.url().equals(url)) {
            url = request.url();
            state = PENDING;
            failures = 0;
            failingSince = null;
            nextAt = now;
        }
        // Hibernate writes an array only if it is another one with other values.
        if (request.events() != null && !Arrays.equals(request.events(), events)) {
            events = request.events();
        }
        if (request.changesCountries()) {
            countries = request.countries();
        }
        if (request.payload() != null) {
            payload = request.payload();
        }
    }

    /** Replaces the secret; the former one signs for 24 hours more, so that the receiver can change it at any time. */
    void rotateSecret(Instant now) {
        previousSecret = secret;
        previousUntil = now.plus(SECRET_OVERLAP);
        secret = WebhookSecret.generate();
    }

    /** True if events are sent to the endpoint. */
    boolean isEnabled() {
        return !state.equals(PENDING) && !state.equals(DISABLED);
    }
}
