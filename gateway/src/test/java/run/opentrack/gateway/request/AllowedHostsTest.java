package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    private final AllowedHosts hosts = new AllowedHosts(Optional.of(List.of(" API.example.org", "[::1]")));

    @ParameterizedTest
    @ValueSource(strings = {"api.example.org", "API.Example.ORG", "api.example.org:8080", "[::1]", "[::1]:80"})
    void a_listed_host_is_allowed_in_any_case_and_with_any_port(String host) {
        assertThat(hosts.allows(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.org", "api.example.org.evil.org", "xapi.example.org", "api.example.org.", "[::2]", ""})
    void any_other_host_is_not_allowed(String host) {
        assertThat(hosts.allows(host)).isFalse();
    }

    @Test
    void a_missing_host_is_not_allowed() {
        assertThat(hosts.allows(null)).isFalse();
    }

    @Test
    void an_empty_list_allows_every_host() {
        AllowedHosts any = new AllowedHosts(Optional.empty());
        assertThat(any.allows("evil.org")).isTrue();
        assertThat(any.allows(null)).isTrue();
    }
}
