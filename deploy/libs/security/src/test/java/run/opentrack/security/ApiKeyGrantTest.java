package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class ApiKeyGrantTest {
    private static final Instant EXPIRY = Instant.parse("2027-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/competitions, competitions:read",
        "HEAD, /api/v1/competitions/, competitions:read",
        "GET, /api/v1/competitions/changes, competitions:read",
        "POST, /api/v1/competitions/, competitions:write",
        "PUT, /api/v1/competitions/by-national-id/EST/2027/1, competitions:write",
        "DELETE, /api/v1/competitions/x, competitions:write",
        "GET, /api/v1/duplicates, competitions:read",
        "POST, /api/v1/imports, competitions:write",
        "GET, /api/v1/webhooks, webhooks",
        "POST, /api/v1/webhooks/x/ping, webhooks",
        "POST, /api/v1/exports/, exports"
    })
    void call_needs_its_scope(String method, String path, String scope) {
        KeyScope required = KeyScope.of(scope).orElseThrow();
        assertThatCode(() -> grant(Set.of(required)).requireAllowed(method, path, null))
                .doesNotThrowAnyException();
        Set<KeyScope> others = new java.util.HashSet<>(Set.of(KeyScope.values()));
        others.remove(required);
        assertRejected(grant(others), method, path, 403, "The scope " + scope + " is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/keys",
                "/api/v1/auth/me",
                "/api/v1/auth/me/password",
                "/api/v1/auth/accounts/x/groups/ADMIN_EST",
                "/api/v1/auth/audit",
                "/api/v1/competitionsx",
                "/api/v1/other",
                "/"
            })
    void call_without_a_scope_is_not_open_to_keys(String path) {
        assertRejected(
                grant(Set.of(KeyScope.values())),
                "GET",
                path,
                403,
                "An access token is required; API keys are not accepted here");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/webhooks/, 403",
        "GET, /api/v1/imports, 403",
        "POST, /api/v1/imports, 403",
        "POST, /api/v1/competitions/, 200",
        "GET, /api/v1/exports, 200"
    })
    void key_of_an_account_that_is_not_enabled_is_not_valid_for_its_data(String method, String path, int status) {
        ApiKeyGrant grant = new ApiKeyGrant(
                "id", UUID.randomUUID(), false, Set.of(KeyScope.values()), Set.of("EST"), Optional.empty(), EXPIRY);
        if (status == 403) {
            assertRejected(
                    grant,
                    method,
                    path,
                    403,
                    "Webhooks and imports belong to the account that made the API key, which must be enabled");
        } else {
            assertThatCode(() -> grant.requireAllowed(method, path, null)).doesNotThrowAnyException();
        }
    }

    @Test
    void key_ends_at_its_expiry() {
        ApiKeyGrant grant = grant(Set.of(KeyScope.EXPORTS));
        assertThatThrownBy(() -> grant.requireUnexpired(EXPIRY))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                        .isEqualTo(401));
        assertThatCode(() -> grant.requireUnexpired(EXPIRY.minusSeconds(1))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.7/24, 203.0.113.1, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.7/32, 203.0.113.7, true",
        "203.0.113.7/32, 203.0.113.8, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "203.0.113.0/24, 2001:db8::1, false",
        "2001:db8:1::/48, 2001:db8:1:ffff::1, true",
        "2001:db8:1::/48, 2001:db8:2::1, false",
        "2001:db8::1/128, 2001:db8::2, false",
        "::/0, 2001:db8::2, true"
    })
    void key_is_limited_to_its_networks(String network, String client, boolean allowed) throws UnknownHostException {
        assertThat(NetworkList.isValid(network)).isTrue();
        InetAddress address = InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(client));
        assertThat(NetworkList.of(List.of("192.0.2.0/24", network)).contains(address))
                .isEqualTo(allowed);
    }

    @Test
    void unknown_client_is_in_no_network() {
        ApiKeyGrant grant = new ApiKeyGrant(
                "id",
                UUID.randomUUID(),
                true,
                Set.of(KeyScope.EXPORTS),
                Set.of(),
                Optional.of(NetworkList.of(List.of("0.0.0.0/0"))),
                EXPIRY);
        assertRejected(grant, "GET", "/api/v1/exports", 403, "The API key may not be used from this network");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.0",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113/24",
                "localhost/8",
                "example.org/24",
                "2001:db8::/129",
                "fe80::1%eth0/64",
                "/24",
                "203.0.113.0/",
                "203.0.113.0/24/1",
                "",
                "203.0.113.0/ 8"
            })
    void other_text_is_no_network(String text) {
        assertThat(NetworkList.isValid(text)).isFalse();
    }

    private static ApiKeyGrant grant(Set<KeyScope> scopes) {
        return new ApiKeyGrant("id", UUID.randomUUID(), true, scopes, Set.of("EST"), Optional.empty(), EXPIRY);
    }

    private static void assertRejected(ApiKeyGrant grant, String method, String path, int status, String detail) {
        assertThatThrownBy(() -> grant.requireAllowed(method, path, null))
                .isInstanceOfSatisfying(ApiException.class, exception -> {
                    assertThat(exception.status()).isEqualTo(status);
                    assertThat(exception.detail()).isEqualTo(detail);
                });
    }
}
