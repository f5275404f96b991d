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
        assertThat(new PingHandler(
                                new Config("127.0.0.1", 0, Optional.empty(), Optional.empty(), "test", Duration.ZERO))
                        .matches(path))
                .isEqualTo(matches);
    }

    private record Config(
            String host,
            int port,
            Optional<List<String>> hosts,
            Optional<Duration> hstsMaxAge,
            String environment,
            Duration shutdownTimeout)
            implements GatewayConfig {}
}
