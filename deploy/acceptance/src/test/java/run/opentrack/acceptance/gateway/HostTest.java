package run.opentrack.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.acceptance.suite.GatewayAlone;
import run.opentrack.acceptance.suite.GatewayProcess;
import run.opentrack.acceptance.suite.PlayedUpstream;
import run.opentrack.acceptance.suite.RawSocket;

/** The names that a gateway answers to, where it was told them. */
class HostTest {
    @RegisterExtension
    static final GatewayAlone ALONE = new GatewayAlone(Map.of("OPENTRACK_GATEWAY_HOSTS", "api.example.org, [::1]"));

    private static final PlayedUpstream UPSTREAM = ALONE.upstream();
    private static final GatewayProcess GATEWAY = ALONE.gateway();

    @ParameterizedTest
    @ValueSource(strings = {"api.example.org", "API.Example.ORG", "api.example.org:8080", "[::1]:80"})
    void its_own_names_are_answered(String host) {
        assertThat(ask(host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.org",
                "127.0.0.1",
                "localhost:8080",
                "api.example.org.evil.org",
                "xapi.example.org",
                "example.org",
                "api.example.org.",
                "[::2]"
            })
    void another_name_is_421_and_reaches_nothing(String host) {
        UPSTREAM.forget();
        assertThat(ask(host)).startsWith("HTTP/1.1 421").contains("{\"detail\":");
        assertThat(UPSTREAM.received()).isEmpty();
    }

    private static String ask(String host) {
        return RawSocket.exchange(
                GATEWAY.port(),
                "GET /api/v1/competitions/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
                5_000);
    }
}
