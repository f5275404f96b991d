package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundAddressPolicyTest {
    private static final OutboundAddressPolicy STRICT = policy(false);
    private static final OutboundAddressPolicy LOCAL = policy(true, "127.0.0.0/8", "::1/128", "10.1.0.0/16");

    private static OutboundAddressPolicy policy(boolean allowHttp, String... networks) {
        return new OutboundAddressPolicy(new OutboundAddressPolicy.Config() {
            @Override
            public boolean allowHttp() {
                return allowHttp;
            }

            @Override
            public Optional<List<String>> allowNetworks() {
                return networks.length == 0 ? Optional.empty() : Optional.of(List.of(networks));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "https://example.org/",
                "HTTPS://Example.ORG:8443/a/b.csv?x=1&y=%20",
                "https://example.org?x=1",
                "https://example.org./",
                "https://xn--hta-0na.ee/kalender.ics",
                "https://õhtu.ee/kalender.ics",
                "https://127.example.org/",
                "https://0x7f.0.0.1.example.org/",
                "https://a_b.example.org/"
            })
    void https_url_with_a_name_is_valid(String url) {
        assertThat(STRICT.violationOf(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.0.0.1./",
                "https://8.8.8.8/",
                "https://2130706433/",
                "https://017700000001/",
                "https://0x7f000001/",
                "https://0x7F.0.0.0x1/",
                "https://0177.0.0.01/",
                "https://127.1/",
                "https://127.0.1/",
                "https://0/",
                "https://0x/",
                "https://1.2.3.4.5/",
                "https://example.0x10/",
                "https://999.999.999.999/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[2606:4700::1111]/",
                "https://[::]/",
                "https://１２７.０.０.１/",
                "https://127。0。0。1/",
                "https://①②⑦.⓪.⓪.①/"
            })
    void ip_address_in_any_spelling_is_invalid(String url) {
        assertThat(STRICT.violationOf(url)).contains("must have a host name, not an IP address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "//example.org/",
                "http://example.org/",
                "ftp://example.org/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "https:example.org",
                "https:///example.org",
                "https://",
                "https://user@example.org/",
                "https://user:password@example.org/",
                "https://example.org@127.0.0.1/",
                "https://example.org\\@127.0.0.1/",
                "https://example.org%40127.0.0.1/",
                "https://%31%32%37.0.0.1/",
                "https://exam ple.org/",
                "https://example.org/a b",
                "https://example.org/\r\nHost: x",
                "https://example.org/#fragment",
                "https://example.org:0/",
                "https://example.org:65536/",
                "https://example.org:x/",
                "https://example..org/",
                "https://-example.org/",
                "https://.example.org/",
                "https://[::1%25eth0]/",
                "https://[v1.a]/",
                "https://[::1]@example.org/",
                "https://exa\u0000mple.org/"
            })
    void other_url_is_invalid(String url) {
        assertThat(STRICT.violationOf(url)).isPresent();
    }

    @Test
    void long_url_is_invalid() {
        assertThat(STRICT.violationOf("https://example.org/" + "a".repeat(2_000)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:7f00:1::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "5f00::1"
            })
    void address_that_is_not_global_unicast_is_not_allowed(String address) throws UnknownHostException {
        assertThat(STRICT.isAllowed(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "2001:4860:4860::8888"
            })
    void global_unicast_address_is_allowed(String address) throws UnknownHostException {
        assertThat(STRICT.isAllowed(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9000/a.csv, true",
        "http://[::1]:9000/a.csv, true",
        "https://10.1.2.3/, true",
        "http://localhost:9000/, true",
        "http://2130706433/, false",
        "http://10.2.2.3/, false",
        "http://8.8.8.8/, false",
        "http://user@127.0.0.1/, false"
    })
    void settings_open_http_and_literals_of_own_networks(String url, boolean valid) {
        assertThat(LOCAL.violationOf(url).isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "::1, true", "10.1.255.255, true", "10.2.0.1, false", "8.8.8.8, true"})
    void settings_open_own_networks(String address, boolean allowed) throws UnknownHostException {
        assertThat(LOCAL.isAllowed(InetAddress.getByName(address))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Example.ORG:8443/a?b=1, https://example.org:8443/a?b=1",
        "https://example.org?b=1, https://example.org/?b=1",
        "https://example.org., https://example.org/",
        "https://õhtu.ee/k, https://xn--htu-nna.ee/k",
        "http://[::1]:9000/a, http://[::1]:9000/a"
    })
    void uri_of_a_client_is_in_ascii(String url, String uri) {
        assertThat(OutboundAddressPolicy.toUri(url)).hasToString(uri);
    }
}
