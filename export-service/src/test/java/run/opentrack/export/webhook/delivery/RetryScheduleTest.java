package run.opentrack.export.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of further attempts. */
class RetryScheduleTest {
    private static final List<String> DELAYS =
            List.of("PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H");

    @Test
    void delays_grow_and_vary_by_a_fifth_and_end_after_the_tenth_attempt() {
        RandomGenerator random = new Random(7);
        for (int attempt = 1; attempt <= DELAYS.size(); attempt++) {
            long expected = Duration.parse(DELAYS.get(attempt - 1)).toMillis();
            int number = attempt;
            List<Long> delays = IntStream.range(0, 1_000)
                    .mapToObj(n -> new RetrySchedule(random, 1).afterAttempt(number, Duration.ZERO))
                    .map(delay -> delay.orElseThrow().toMillis())
                    .toList();
            assertThat(delays).allMatch(millis -> Math.abs(millis - expected) <= expected / 5);
            assertThat(delays.stream().mapToLong(n -> n).min().orElseThrow()).isLessThan(expected * 85 / 100);
            assertThat(delays.stream().mapToLong(n -> n).max().orElseThrow()).isGreaterThan(expected * 115 / 100);
        }
        assertThat(new RetrySchedule(random, 1).afterAttempt(10, Duration.ZERO)).isEmpty();
    }

    @Test
    void an_endpoint_that_fails_is_tried_once_a_day_at_last() {
        RetrySchedule schedule = new RetrySchedule(() -> Long.MIN_VALUE, 1);
        assertThat(schedule.ofFailingEndpoint(0)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(schedule.ofFailingEndpoint(50)).isBetween(Duration.ofHours(19), Duration.ofHours(29));
    }

    @Test
    void a_response_can_ask_for_a_later_attempt_only() {
        RetrySchedule schedule = new RetrySchedule(new Random(7), 1);
        assertThat(schedule.afterAttempt(1, Duration.ofMinutes(7))).contains(Duration.ofMinutes(7));
        assertThat(schedule.afterAttempt(2, Duration.ofSeconds(1)).orElseThrow())
                .isGreaterThan(Duration.ofMinutes(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent                        | 0",
                "''                            | 0",
                "120                           | 120",
                " 120                          | 120",
                "0                             | 0",
                "-5                            | 0",
                "soon                          | 0",
                "99999999999999999999          | 0",
                "999999999                     | 86400",
                "Sun, 31 Jan 2027 12:01:00 GMT | 60",
                "Sun, 31 Jan 2027 11:59:00 GMT | 0",
            })
    void retry_after_is_seconds_or_a_date(String header, long seconds) {
        assertThat(RetrySchedule.parseRetryAfter(header, Instant.parse("2027-01-31T12:00:00Z")))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
