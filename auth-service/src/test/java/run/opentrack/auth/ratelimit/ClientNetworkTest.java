package run.opentrack.auth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNetworkTest {
    @Test
    void ipv4_address_is_its_own_network() {
        assertThat(ClientNetwork.of("198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(ClientNetwork.of("198.51.100.8")).isNotEqualTo(ClientNetwork.of("198.51.100.7"));
    }

    @Test
    void ipv6_addresses_of_one_64_bit_prefix_are_one_network() {
        assertThat(ClientNetwork.of("2001:db8:1:2:3:4:5:6"))
                .isEqualTo("20010db800010002/64")
                .isEqualTo(ClientNetwork.of("2001:db8:1:2:ffff::1"));
    }

    @Test
    void ipv6_addresses_of_different_prefixes_are_different_networks() {
        assertThat(ClientNetwork.of("2001:db8:1:2::1")).isNotEqualTo(ClientNetwork.of("2001:db8:1:3::1"));
    }

    @Test
    void spelling_of_an_ipv6_address_does_not_matter() {
        assertThat(ClientNetwork.of("2001:DB8:0:0::1")).isEqualTo(ClientNetwork.of("2001:db8::2"));
    }

    @Test
    void text_that_is_no_address_is_kept() {
        assertThat(ClientNetwork.of("unknown")).isEqualTo("unknown");
    }
}
