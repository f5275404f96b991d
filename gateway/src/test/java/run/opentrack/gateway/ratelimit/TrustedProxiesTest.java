package run.opentrack.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = proxies(1);

    @ParameterizedTest
    @CsvSource({
        "10.255.0.1, true",
        "11.0.0.1, false",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "2001:db8::1, true",
        "2001:db8::2, false"
    })
    void addresses_and_networks_are_trusted_as_configured(String address, boolean trusted) {
        assertThat(proxies.trusts(TrustedProxies.parse(address))).isEqualTo(trusted);
    }

    @Test
    void nothing_is_trusted_by_default() {
        assertThat(new TrustedProxies(Optional.empty(), 1).trusts(TrustedProxies.parse("127.0.0.1")))
                .isFalse();
    }

    @Test
    void an_invalid_network_fails_at_start() {
        assertThatThrownBy(() -> new TrustedProxies(Optional.of(List.of("proxy.example.org")), 1))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 203.0.113.5 | 203.0.113.5",
                "1 | 6.6.6.6, 203.0.113.5 | 203.0.113.5",
                "1 | 6.6.6.6, 10.1.1.1 | 10.1.1.1",
                "2 | 6.6.6.6, 203.0.113.5, 10.2.2.2 | 203.0.113.5",
                "2 | 6.6.6.6, 10.1.1.1, 10.2.2.2 | 10.1.1.1",
                "2 | 6.6.6.6, 203.0.113.5 | 203.0.113.5",
                "2 | 10.2.2.2 | 10.2.2.2",
                "1 | 203.0.113.5, unknown | 10.0.0.1",
                "2 | unknown, 10.2.2.2 | 10.2.2.2",
                "0 | 203.0.113.5 | 10.0.0.1",
                "1 | '' | 10.0.0.1",
                "1 | , | 10.0.0.1",
                "1 | 2001:db8:1::5 | 2001:db8:1::5"
            })
    void the_client_is_the_entry_before_the_trusted_hops(int hops, String header, String client) {
        assertThat(proxies(hops).clientOf(header, TrustedProxies.parse("10.0.0.1")))
                .isEqualTo(TrustedProxies.parse(client));
    }

    @Test
    void an_untrusted_peer_is_the_client_itself() {
        InetAddress peer = TrustedProxies.parse("203.0.113.5");
        assertThat(proxies.clientOf("6.6.6.6", peer)).isEqualTo(peer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "1.2.3", "1.2.3.4.5", "", "1.2.3.256", "::g"})
    void text_that_is_no_numeric_address_is_not_parsed(String text) {
        assertThat(TrustedProxies.parse(text)).isNull();
    }

    @Test
    void ipv6_addresses_of_one_64_bit_network_are_equal() {
        assertThat(network("2001:db8:1:2:aaaa::1")).isEqualTo(network("2001:db8:1:2:bbbb::2"));
        assertThat(network("2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    }

    @Test
    void an_ipv4_address_is_its_own_network() {
        assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"));
    }

    private static TrustedProxies proxies(int hops) {
        return new TrustedProxies(Optional.of(List.of("10.0.0.0/8", " 192.0.2.7", "2001:db8::1")), hops);
    }

    private static InetAddress network(String address) {
        return TrustedProxies.networkOf(TrustedProxies.parse(address));
    }
}
