package run.opentrack.export.webhook.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import run.opentrack.database.change.ChangeStateRepository;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeTokenCodec;
import run.opentrack.export.webhook.delivery.DeliveryQueue.ClaimedDelivery;
import run.opentrack.export.webhook.delivery.WebhookDelivery.State;
import run.opentrack.security.ApiKeyCredential;
import run.opentrack.security.OutboundHttpClient;
import run.opentrack.security.OutboundHttpClient.OutboundException;
import run.opentrack.security.OutboundHttpClient.Request;
import run.opentrack.security.OutboundHttpClient.Response;

/** Makes one attempt of a delivery: renders the event, signs it and sends it. */
@ApplicationScoped
class DeliverySender {
    private static final int MAX_RESPONSE_BYTES = 64 << 10;

    private final HistoryRepository history;
    private final ChangeStateRepository changes;
    private final OutboundHttpClient client;
    private final RetrySchedule schedule;
    private final WebhookConfig config;
    private final ApiKeyCredential.Config keys;
    private final Clock clock;

    DeliverySender(
            HistoryRepository history,
            ChangeStateRepository changes,
            OutboundHttpClient client,
            RetrySchedule schedule,
            WebhookConfig config,
            ApiKeyCredential.Config keys,
            Clock clock) {
        this.history = history;
        this.changes = changes;
        this.client = client;
        this.schedule = schedule;
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /** Failure of an event that no further attempt can mend, unlike one of the database. */
    static final class UnsendableException extends RuntimeException {
        UnsendableException(Throwable cause) {
            super(cause);
        }
    }

    /** Sends a delivery. Fails if no message can be made of the event, or if the database does not respond. */
    Uni<AttemptResult> send(ClaimedDelivery delivery) {
        return data(delivery)
                .map(data -> message(delivery, data))
                .onFailure(NoSuchElementException.class)
                .transform(UnsendableException::new)
                .chain(message -> post(delivery, message));
    }

    /** Reads what the event is about. */
    private Uni<Supplier<String>> data(ClaimedDelivery delivery) {
        return switch (delivery.event()) {
            case WebhookEvent.STORED ->
                before(delivery).chain(before -> history.findSource(delivery.historyId())
                        .map(source -> () -> EventPayload.stored(source, before, delivery.thin())));
            case WebhookEvent.REMOVED ->
                before(delivery).chain(before -> history.findSource(delivery.historyId())
                        .map(source -> () -> EventPayload.removed(source, before, delivery.country())));
            case WebhookEvent.EXPORT_FINISHED ->
                history.findRun(delivery.subject()).map(DeliverySender::constant);
            case WebhookEvent.KEY_EXPIRING ->
                history.findKey(delivery.key())
                        .map(key -> () ->
                                EventPayload.expiring(key, keys.environment().prefix() + key.id(), delivery.at()));
            default -> Uni.createFrom().item("{}").map(DeliverySender::constant);
        };
    }

    private static Supplier<String> constant(String data) {
        return () -> data;
    }

    /** Returns the token of a copy that has all before the change, equal in each attempt; null if the version is unknown. */
    private Uni<String> before(ClaimedDelivery delivery) {
        return delivery.version() == null
                ? Uni.createFrom().nullItem()
                : changes.readEpoch()
                        .map(epoch -> ChangeTokenCodec.encode(
                                ChangeToken.ofCountry(
                                        epoch.id(), delivery.country(), delivery.version(), delivery.at()),
                                epoch.key()));
    }

    private Request message(ClaimedDelivery delivery, Supplier<String> data) {
        try {
            byte[] body = EventPayload.render(delivery.event(), delivery.at(), data.get())
                    .getBytes(StandardCharsets.UTF_8);
            Map<String, String> headers =
                    WebhookSignature.headers(delivery.id().toString(), clock.instant(), body, delivery.secrets());
            headers.put("Content-Type", "application/json");
            headers.put("User-Agent", "OpenTrack-Webhooks/1.0");
            return new Request(
                    HttpMethod.POST,
                    delivery.url(),
                    headers,
                    Buffer.buffer(body),
                    config.timeout(),
                    MAX_RESPONSE_BYTES);
        } catch (RuntimeException e) {
            throw new UnsendableException(e);
        }
    }

    private Uni<AttemptResult> post(ClaimedDelivery delivery, Request message) {
        Instant begin = clock.instant();
        return Uni.createFrom()
                .completionStage(() -> client.send(message).toCompletionStage())
                .map(response -> evaluate(delivery, response, millisSince(begin)))
                .onFailure(OutboundException.class)
                .recoverWithItem(
                        failure -> failed(delivery, null, millisSince(begin), failure.getMessage(), Duration.ZERO));
    }

    private AttemptResult evaluate(ClaimedDelivery delivery, Response response, int millis) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            return new AttemptResult(State.SUCCEEDED, status, millis, null, Duration.ZERO);
        }
        Duration retryAfter = RetrySchedule.parseRetryAfter(response.headers().get("Retry-After"), clock.instant());
        return failed(delivery, status, millis, "the response must have a status of 2xx", retryAfter);
    }

    /** A ping has one attempt, because a person waits for its result. */
    private AttemptResult failed(
            ClaimedDelivery delivery, Integer status, int millis, String error, Duration retryAfter) {
        boolean last = AttemptResult.isGone(status) || delivery.event().equals(WebhookEvent.PING);
        Optional<Duration> delay =
                last ? Optional.empty() : schedule.afterAttempt(delivery.attemptOfSeries(), retryAfter);
        State state = delay.isPresent() ? State.PENDING : State.FAILED;
        return new AttemptResult(state, status, millis, error, delay.orElse(Duration.ZERO));
    }

    private int millisSince(Instant begin) {
        return (int) Duration.between(begin, clock.instant()).toMillis();
    }
}
