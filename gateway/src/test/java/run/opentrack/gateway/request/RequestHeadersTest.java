package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadersTest {
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void repeated_x_forwarded_for_fields_are_joined_in_order() {
        headers.add("X-Forwarded-For", "1.1.1.1").add("x-forwarded-for", "2.2.2.2");
        assertThat(parse().forwardedFor()).isEqualTo("1.1.1.1,2.2.2.2");
    }

    @Test
    void connection_options_are_collected_in_lower_case() {
        headers.add("Connection", "close, X-One").add("Connection", "X-Two");
        assertThat(parse().connectionOptions()).containsExactlyInAnyOrder("close", "x-one", "x-two");
    }

    @Test
    void plain_close_and_keep_alive_list_no_field() {
        headers.add("Connection", "close").add("Connection", "Keep-Alive");
        assertThat(parse().connectionOptions()).isEmpty();
    }

    @Test
    void a_request_without_length_and_coding_has_no_body() {
        assertThat(parse().hasBody()).isFalse();
        assertThat(parse().contentLengthOrUnknown()).isEqualTo(-1);
    }

    @Test
    void a_content_length_of_zero_is_no_body() {
        headers.set("Content-Length", "0");
        assertThat(parse().hasBody()).isFalse();
    }

    @Test
    void a_chunked_request_has_a_body_of_unknown_length() {
        headers.set("Transfer-Encoding", "chunked");
        assertThat(parse().hasBody()).isTrue();
        assertThat(parse().contentLengthOrUnknown()).isEqualTo(-1);
    }

    @Test
    void a_content_length_that_is_no_number_is_over_every_limit() {
        headers.set("Content-Length", "18446744073709551621");
        assertThat(parse().contentLengthOrUnknown()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "GZIP | true",
                "x-gzip | true",
                "gzip, deflate, br | true",
                "br;q=1.0, gzip;q=0.8, *;q=0.1 | true",
                "* | true",
                "gzip;q=0.001 | true",
                "gzip ; q=0.5 | true",
                "gzip;q=0.5, identity;q=0.5 | true",
                "identity, gzip | true",
                "'' | false",
                "identity | false",
                "br, deflate | false",
                "gzip;q=0 | false",
                "gzip;Q=0.000 | false",
                "*;q=0 | false",
                "*, gzip;q=0 | false",
                "gzip, gzip;q=0 | false",
                "gzip;q=0.5, identity | false",
                "gzip;q=2 | false",
                "gzip;q= | false",
                "gzip;level=9 | false",
                "gzipx | false",
                ",;, | false"
            })
    void accept_encoding_selects_gzip_or_the_plain_response(String value, boolean gzip) {
        headers.set("Accept-Encoding", value);
        assertThat(parse().acceptsGzip()).isEqualTo(gzip);
    }

    @Test
    void all_lines_of_accept_encoding_count() {
        assertThat(parse().acceptsGzip()).isFalse();
        headers.add("Accept-Encoding", "identity").add("accept-encoding", "gzip");
        assertThat(parse().acceptsGzip()).isTrue();
        headers.add("Accept-Encoding", "gzip;q=0");
        assertThat(parse().acceptsGzip()).isFalse();
    }

    @Test
    void the_protocol_is_that_of_the_nearest_proxy() {
        assertThat(parse().isForwardedHttps()).isFalse();
        headers.add("X-Forwarded-Proto", "https").add("X-Forwarded-Proto", "http, HTTPS");
        assertThat(parse().isForwardedHttps()).isTrue();
        headers.add("X-Forwarded-Proto", "http");
        assertThat(parse().isForwardedHttps()).isFalse();
    }

    @Test
    void only_http_1_1_clients_expect_100_continue() {
        assertThat(parse().expectsContinue(HttpVersion.HTTP_1_1)).isFalse();
        headers.add("Expect", "100-continue");
        assertThat(parse().expectsContinue(HttpVersion.HTTP_1_1)).isTrue();
        assertThat(parse().expectsContinue(HttpVersion.HTTP_1_0)).isFalse();
    }

    private RequestHeaders parse() {
        return RequestHeaders.parse(headers);
    }
}
