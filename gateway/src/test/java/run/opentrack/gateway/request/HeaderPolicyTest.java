package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "keep-alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "PROXY-AUTHORIZATION",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings"
            })
    void hop_by_hop_fields_are_forwarded_in_neither_direction(String name) {
        assertThat(HeaderPolicy.of(name).forwardsToUpstream()).isFalse();
        assertThat(HeaderPolicy.of(name).forwardsToClient()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "x-forwarded-anything",
                "X-Real-IP",
                "X-User",
                "X-Groups",
                "X-Client-IP",
                "True-Client-IP",
                "Accept-Encoding"
            })
    void claims_and_unnormalised_fields_of_clients_are_not_forwarded_to_upstreams(String name) {
        assertThat(HeaderPolicy.of(name).forwardsToUpstream()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Content-Length",
                "Content-Type",
                "If-Match",
                "Idempotency-Key",
                "X-API-Key",
                "X-Other"
            })
    void end_to_end_fields_are_forwarded_to_upstreams(String name) {
        assertThat(HeaderPolicy.of(name).forwardsToUpstream()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Server", "X-Powered-By", "X-Request-Id", "X-Content-Type-Options", "Strict-Transport-Security"})
    void product_information_and_fields_that_the_gateway_sets_are_not_forwarded_to_clients(String name) {
        assertThat(HeaderPolicy.of(name).forwardsToClient()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ETag", "Link", "Retry-After", "Content-Length", "WWW-Authenticate"})
    void end_to_end_fields_are_forwarded_to_clients(String name) {
        assertThat(HeaderPolicy.of(name).forwardsToClient()).isTrue();
    }

    @Test
    void the_lookup_accepts_any_character_sequence() {
        assertThat(HeaderPolicy.of(AsciiString.of("HOST"))).isEqualTo(HeaderPolicy.HOST);
    }

    @Test
    void names_longer_than_every_known_one_are_end_to_end() {
        assertThat(HeaderPolicy.of("x-" + "a".repeat(100))).isEqualTo(HeaderPolicy.END_TO_END);
    }
}
