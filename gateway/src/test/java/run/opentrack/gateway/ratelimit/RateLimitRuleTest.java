package run.opentrack.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.http.error.ApiException;

class RateLimitRuleTest {
    @ParameterizedTest
    @CsvSource({"300, 2, 150", "5, 2, 3", "1, 10, 1", "100, 1, 100", "100, 0, 100", "2000000000, 1, 16777215"})
    void the_limit_is_shared_among_the_gateways(long limit, int gateways, long share) {
        assertThat(RateLimitRule.shared("account", "requests", limit, 1, gateways)
                        .limit())
                .isEqualTo(share);
    }

    @Test
    void over_the_limit_is_429_with_the_policy_and_the_time_to_wait() {
        RateLimitRule rule = new RateLimitRule("sign-ups", "sign-ups", 1, 60);
        FixedWindowCounter counter = new FixedWindowCounter();
        assertThat(rule.check(counter, 90_500)).isNull();
        ApiException error = rule.check(counter, 90_500);
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.headers())
                .containsEntry("Retry-After", "30")
                .containsEntry("RateLimit-Policy", "\"sign-ups\";q=1;w=60")
                .containsEntry("RateLimit", "\"sign-ups\";r=0;t=30");
    }

    @Test
    void the_time_to_wait_is_rounded_up_to_whole_seconds() {
        RateLimitRule rule = new RateLimitRule("account", "requests", 1, 1);
        FixedWindowCounter counter = new FixedWindowCounter();
        rule.check(counter, 1_999);
        assertThat(rule.check(counter, 1_999).headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void the_next_window_is_within_the_limit_again() {
        RateLimitRule rule = new RateLimitRule("account", "requests", 1, 1);
        FixedWindowCounter counter = new FixedWindowCounter();
        rule.check(counter, 1_000);
        assertThat(rule.check(counter, 2_000)).isNull();
    }
}
