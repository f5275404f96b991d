package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class FramingValidatorTest {
    private final FramingValidator validator = new FramingValidator();
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Host", "api.example.org");

    @Test
    void a_request_with_one_host_is_valid() {
        assertThat(status("GET", "/api/v1/competitions/")).isZero();
    }

    @Test
    void exactly_100_headers_are_valid_and_101_are_431() {
        addHeaders(99);
        assertThat(status("GET", "/")).isZero();
        addHeaders(1);
        assertThat(status("GET", "/")).isEqualTo(431);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "BREW", "get"})
    void an_unknown_method_is_405_with_the_allowed_methods(String method) {
        ApiException error = check(method, "/");
        assertThat(error.status()).isEqualTo(405);
        assertThat(error.headers()).containsEntry("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://b/", "*", "api", "", "/a#b"})
    void a_target_that_is_not_in_origin_form_is_400(String uri) {
        assertThat(status("GET", uri)).isEqualTo(400);
    }

    @Test
    void a_missing_host_is_400_except_for_http_1_0() {
        headers.remove("Host");
        assertThat(status("GET", "/")).isEqualTo(400);
        assertThat(status(HttpVersion.HTTP_1_0, "GET")).isZero();
    }

    @Test
    void two_hosts_are_400() {
        headers.add("Host", "api.example.org");
        assertThat(status("GET", "/")).isEqualTo(400);
        assertThat(status(HttpVersion.HTTP_1_0, "GET")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a b", "a/b", "user@a", "", ":80", "a:port", "a:123456", "[::1", "a#"})
    void a_malformed_host_is_400(String host) {
        headers.set("Host", host);
        assertThat(status("GET", "/")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:8080", "[::1]:80", "a-b.example.org", "a:"})
    void a_well_formed_host_is_valid(String host) {
        headers.set("Host", host);
        assertThat(status("GET", "/")).isZero();
    }

    @Test
    void a_malformed_host_is_rejected_after_a_valid_one() {
        assertThat(status("GET", "/")).isZero();
        headers.set("Host", "a,b");
        assertThat(status("GET", "/")).isEqualTo(400);
    }

    @Test
    void two_content_lengths_are_400_even_if_equal() {
        headers.add("Content-Length", "5").add("Content-Length", "5");
        assertThat(status("POST", "/")).isEqualTo(400);
    }

    @Test
    void content_length_and_transfer_encoding_together_are_400() {
        headers.add("Content-Length", "5").add("Transfer-Encoding", "chunked");
        assertThat(status("POST", "/")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "gzip, chunked", "xchunked", "chunked, chunked", "chunked;q=1"})
    void a_transfer_encoding_other_than_chunked_is_400(String encoding) {
        headers.add("Transfer-Encoding", encoding);
        assertThat(status("POST", "/")).isEqualTo(400);
    }

    @Test
    void chunked_is_valid_in_http_1_1_only() {
        headers.add("Transfer-Encoding", "Chunked");
        assertThat(status("POST", "/")).isZero();
        assertThat(status(HttpVersion.HTTP_1_0, "POST")).isEqualTo(400);
    }

    @Test
    void two_transfer_encodings_are_400() {
        headers.add("Transfer-Encoding", "chunked").add("Transfer-Encoding", "chunked");
        assertThat(status("POST", "/")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"authorization", "Host", "close, Content-Length", "idempotency-key", "if-match", "x-api-key"})
    void connection_must_not_list_protected_headers(String connection) {
        headers.add("Connection", connection);
        assertThat(status("GET", "/")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive", "Upgrade", "close, x-private"})
    void connection_may_list_other_headers(String connection) {
        headers.add("Connection", connection);
        assertThat(status("GET", "/")).isZero();
    }

    @Test
    void an_expectation_other_than_100_continue_is_417() {
        headers.set("Expect", "100-Continue");
        assertThat(status("POST", "/")).isZero();
        headers.add("Expect", "200-ok");
        assertThat(status("POST", "/")).isEqualTo(417);
        headers.set("Expect", "200-ok");
        assertThat(status("POST", "/")).isEqualTo(417);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Idempotency-Key", "X-API-Key"})
    void a_repeated_single_value_is_400(String name) {
        headers.add(name, "a");
        assertThat(status("POST", "/")).isZero();
        headers.add(name.toLowerCase(), "a");
        assertThat(status("POST", "/")).isEqualTo(400);
    }

    @Test
    void decoder_failures_are_414_431_or_400() {
        assertThat(FramingValidator.decodeError(new TooLongHttpLineException()).status())
                .isEqualTo(414);
        assertThat(FramingValidator.decodeError(new TooLongHttpHeaderException())
                        .status())
                .isEqualTo(431);
        assertThat(FramingValidator.decodeError(new IllegalArgumentException()).status())
                .isEqualTo(400);
    }

    private void addHeaders(int count) {
        for (int i = 0; i < count; i++) {
            headers.add("X-Filler", "x");
        }
    }

    private int status(String method, String uri) {
        return status(check(method, uri));
    }

    private int status(HttpVersion version, String method) {
        return status(validator.check(HttpMethod.valueOf(method), version, "/", RequestHeaders.parse(headers)));
    }

    private static int status(ApiException error) {
        return error == null ? 0 : error.status();
    }

    private ApiException check(String method, String uri) {
        return validator.check(HttpMethod.valueOf(method), HttpVersion.HTTP_1_1, uri, RequestHeaders.parse(headers));
    }
}
