package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Configured host names are served, others are 421. */
class AllowedHostsIT {
    @RegisterExtension
    static final StandaloneGateway STANDALONE =
            new StandaloneGateway(Map.of("OPENTRACK_GATEWAY_HOSTS", "api.example.org, [::1]"));

    private static final StubUpstream UPSTREAM = STANDALONE.upstream();
    private static final GatewayProcess GATEWAY = STANDALONE.gateway();

    @ParameterizedTest
    @ValueSource(strings = {"api.example.org", "API.Example.ORG", "api.example.org:8080", "[::1]:80"})
    void allowed_hosts_are_served(String host) {
        assertThat(exchange(host)).startsWith("HTTP/1.1 200");
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
    void another_host_is_421_and_reaches_no_upstream(String host) {
        UPSTREAM.clearReceived();
        assertThat(exchange(host)).startsWith("HTTP/1.1 421").contains("{\"detail\":");
        assertThat(UPSTREAM.received()).isEmpty();
    }

    private static String exchange(String host) {
        return RawSocket.exchange(
                GATEWAY.port(),
                "GET /api/v1/competitions/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
                5_000);
    }
}
