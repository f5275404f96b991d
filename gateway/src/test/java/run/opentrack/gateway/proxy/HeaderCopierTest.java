package run.opentrack.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.gateway.request.RequestHeaders;

class HeaderCopierTest {
    private final MultiMap from = MultiMap.caseInsensitiveMultiMap();
    private final MultiMap to = MultiMap.caseInsensitiveMultiMap();

    @Test
    void request_headers_without_hop_by_hop_fields_and_client_claims_are_copied() {
        from.add("Accept", "*/*")
                .add("Authorization", "Bearer t")
                .add("TE", "trailers")
                .add("X-User", "root");
        HeaderCopier.copyRequest(from, Set.of(), to);
        assertThat(to.names()).containsExactlyInAnyOrder("Accept", "Authorization");
    }

    @Test
    void request_headers_listed_in_connection_are_removed() {
        from.add("X-Mine", "1").add("X-Other", "2");
        HeaderCopier.copyRequest(from, Set.of("x-mine"), to);
        assertThat(to.names()).containsExactly("X-Other");
    }

    @Test
    void response_headers_listed_in_any_connection_field_are_removed() {
        from.add("Connection", "close")
                .add("Connection", "X-Private")
                .add("X-Private", "1")
                .add("ETag", "\"1\"");
        HeaderCopier.copyResponse(from, to);
        assertThat(to.names()).containsExactly("ETag");
    }

    @Test
    void product_information_is_removed_from_responses() {
        from.add("Server", "x")
                .add("X-Powered-By", "y")
                .add("Keep-Alive", "timeout=5")
                .add("Link", "</n>");
        HeaderCopier.copyResponse(from, to);
        assertThat(to.names()).containsExactly("Link");
    }

    @Test
    void repeated_fields_are_all_copied_in_order() {
        from.add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");
        HeaderCopier.copyResponse(from, to);
        assertThat(to.getAll("Set-Cookie")).isEqualTo(List.of("a=1", "b=2"));
    }

    @Test
    void forwarding_headers_are_set_by_the_gateway() {
        from.add("Host", "api.example.org").add("X-Forwarded-For", "6.6.6.6");
        HeaderCopier.setForwarded("id1", "1.1.1.1", false, RequestHeaders.parse(from), to);
        assertThat(to.get("X-Request-Id")).isEqualTo("id1");
        assertThat(to.get("X-Forwarded-For")).isEqualTo("1.1.1.1");
        assertThat(to.get("X-Forwarded-Host")).isEqualTo("api.example.org");
        assertThat(to.get("X-Forwarded-Proto")).isEqualTo("http");
    }

    @Test
    void https_of_the_client_is_forwarded() {
        HeaderCopier.setForwarded("id1", "1.1.1.1", true, RequestHeaders.parse(from), to);
        assertThat(to.get("X-Forwarded-Proto")).isEqualTo("https");
    }

    @ParameterizedTest
    @CsvSource({"identity, gzip, gzip", "gzip;q=0, identity, identity", "br, deflate, identity", "gzip, br, gzip"})
    void the_upstream_sees_one_normalised_accept_encoding(String first, String second, String normalised) {
        from.add("Accept-Encoding", first).add("Accept-Encoding", second);
        HeaderCopier.copyRequest(from, Set.of(), to);
        HeaderCopier.setForwarded("id1", "1.1.1.1", true, RequestHeaders.parse(from), to);
        assertThat(to.getAll("Accept-Encoding")).containsExactly(normalised);
    }

    @Test
    void without_a_host_no_forwarded_host_is_set() {
        HeaderCopier.setForwarded("id1", "1.1.1.1", false, RequestHeaders.parse(from), to);
        assertThat(to.contains("X-Forwarded-Host")).isFalse();
    }
}
