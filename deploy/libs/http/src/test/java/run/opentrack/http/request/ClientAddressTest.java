package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    @Test
    void address_is_that_of_the_gateways_header_or_of_the_peer() {
        assertThat(ClientAddress.parse(" 203.0.113.7 ", "10.0.0.1").getHostAddress())
                .isEqualTo("203.0.113.7");
        assertThat(ClientAddress.parse(null, "10.0.0.1").getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(ClientAddress.parse("2001:db8::1", "10.0.0.1").getHostAddress())
                .isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "203.0.113.7, 198.51.100.1", "localhost", "203.0.113.7:80", "unknown"})
    void header_that_is_not_one_address_is_no_address(String header) {
        assertThat(ClientAddress.parse(header, "10.0.0.1")).isNull();
    }
}
