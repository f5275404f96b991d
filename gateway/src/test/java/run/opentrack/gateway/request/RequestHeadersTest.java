package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

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

    private RequestHeaders parse() {
        return RequestHeaders.parse(headers);
    }
}
