package run.opentrack.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PingHandlerTest {
    @ParameterizedTest
    @CsvSource({
        "/api/v1/ping, true",
        "/api/v1/ping/, true",
        "/api/v1/ping//, false",
        "/api/v1/pingx, false",
        "/api/v1/ping/x, false",
        "/api/v1/pin, false",
        "/API/v1/ping, false"
    })
    void ping_is_matched_with_and_without_a_trailing_slash_only(String path, boolean matches) {
        assertThat(new PingHandler(new Config()).matches(path)).isEqualTo(matches);
    }

    private record Config() implements GatewayConfig {
        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public Optional<List<String>> hosts() {
            return Optional.empty();
        }

        @Override
        public String environment() {
            return "test";
        }

        @Override
        public Duration shutdownTimeout() {
            return Duration.ZERO;
        }
    }
}
