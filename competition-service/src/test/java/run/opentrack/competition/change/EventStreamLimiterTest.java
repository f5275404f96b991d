package run.opentrack.competition.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;

class EventStreamLimiterTest {
    private static final UUID ACCOUNT = new UUID(0, 1);

    private final EventStreamLimiter limiter = new EventStreamLimiter(new Config());

    @Test
    void streams_are_limited_for_an_account_and_in_all() {
        limiter.acquire(ACCOUNT);
        limiter.acquire(ACCOUNT);
        assertThat(statusOf(ACCOUNT)).isEqualTo(429);
        assertThat(statusOf(new UUID(0, 2))).isEqualTo(200);
        assertThat(statusOf(new UUID(0, 3))).isEqualTo(503);
        limiter.release(ACCOUNT);
        assertThat(statusOf(new UUID(0, 3))).isEqualTo(200);
        limiter.release(ACCOUNT);
        assertThat(statusOf(ACCOUNT)).isEqualTo(200);
    }

    private int statusOf(UUID account) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> limiter.acquire(account));
        return error == null ? 200 : error.status();
    }

    private static final class Config implements ChangeConfig {
        @Override
        public Duration retention() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofMillis(200);
        }

        @Override
        public int maxWaiting() {
            return 3;
        }

        @Override
        public int maxStreams() {
            return 3;
        }

        @Override
        public int maxStreamsPerAccount() {
            return 2;
        }
    }
}
