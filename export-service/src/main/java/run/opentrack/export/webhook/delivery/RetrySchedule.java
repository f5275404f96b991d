package run.opentrack.export.webhook.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Times of further attempts. Delays vary, so that what failed at one time is not repeated at one time. */
@Singleton
final class RetrySchedule {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    private static final double VARIATION = 0.2;
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private final RandomGenerator random;
    private final double scale;

    @Inject
    RetrySchedule(WebhookConfig config) {
        this(RandomGenerator.getDefault(), config.delayFactor());
    }

    /** @param scale factor of all delays, 1 but in tests */
    RetrySchedule(RandomGenerator random, double scale) {
        this.random = random;
        this.scale = scale;
    }

    /**
     * Delay after an attempt of a delivery.
     *
     * @param attempt number of the attempt of the series that failed, from 1
     * @param retryAfter that the response asks for, not shortened
     * @return empty after the last attempt
     */
    Optional<Duration> afterAttempt(int attempt, Duration retryAfter) {
        if (attempt > DELAYS.size()) {
            return Optional.empty();
        }
        Duration delay = vary(DELAYS.get(attempt - 1));
        return Optional.of(delay.compareTo(retryAfter) < 0 ? retryAfter : delay);
    }

    /**
     * Delay until an endpoint that fails is tried again, by any of its deliveries.
     *
     * @param failures attempts beyond those after which it counts as failing, from 0
     */
    Duration ofFailingEndpoint(int failures) {
        return vary(DELAYS.get(Math.min(failures, DELAYS.size() - 1)));
    }

    private Duration vary(Duration delay) {
        double factor = scale * (1 - VARIATION + 2 * VARIATION * random.nextDouble());
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }

    /** Parses a {@code Retry-After} header: seconds or a date (RFC 9110, 10.2.3); zero if there is no valid one. */
    static Duration parseRetryAfter(String header, Instant now) {
        Duration parsed = header == null ? Duration.ZERO : parse(header.strip(), now);
        if (parsed.isNegative()) {
            return Duration.ZERO;
        }
        return parsed.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : parsed;
    }

    private static Duration parse(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            ZonedDateTime time = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(now, time.toInstant());
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
