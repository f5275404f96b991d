package run.opentrack.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiExceptionTest {
    @Test
    void unauthenticated_has_a_bearer_challenge() {
        assertThat(ApiException.unauthenticated().headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(ApiException.unauthenticated().status()).isEqualTo(401);
    }

    @Test
    void method_not_allowed_names_the_allowed_methods() {
        assertThat(ApiException.methodNotAllowed("GET, HEAD").headers()).containsEntry("Allow", "GET, HEAD");
    }

    @Test
    void body_too_large_closes_the_connection() {
        ApiException exception = ApiException.tooLarge(1_024);
        assertThat(exception.status()).isEqualTo(413);
        assertThat(exception.detail().toString()).contains("1024");
        assertThat(exception.headers()).containsEntry("Connection", "close");
    }

    @ParameterizedTest
    @CsvSource({"-5, 1", "0, 1", "1, 1", "60, 60"})
    void retry_after_is_at_least_a_second(long seconds, String header) {
        assertThat(ApiException.tooManyRequests("x", seconds).headers()).containsEntry("Retry-After", header);
    }

    @Test
    void unavailable_and_gateway_timeout_may_be_retried_after_two_seconds() {
        assertThat(ApiException.unavailable().headers()).containsEntry("Retry-After", "2");
        assertThat(ApiException.gatewayTimeout().headers()).containsEntry("Retry-After", "2");
        assertThat(ApiException.gatewayTimeout().status()).isEqualTo(504);
        assertThat(ApiException.badGateway().status()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request",
        "403, Forbidden",
        "404, Not Found",
        "406, Not Acceptable",
        "415, Unsupported Media Type"
    })
    void status_of_a_library_gets_its_standard_phrase(int status, String detail) {
        ApiException exception = ApiException.ofStatus(status);
        assertThat(exception.status()).isEqualTo(status);
        assertThat(exception.detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource({"401, WWW-Authenticate", "413, Connection", "503, Retry-After"})
    void status_of_a_library_gets_the_headers_it_needs(int status, String header) {
        assertThat(ApiException.ofStatus(status).headers()).containsKey(header);
    }

    @Test
    void exception_has_no_stack_trace() {
        assertThat(ApiException.notFound().getStackTrace()).isEmpty();
    }

    @Test
    void text_becomes_the_detail() {
        assertThat(body(ApiException.notFound())).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void violations_become_a_list_with_loc_msg_and_type() {
        ApiException exception = ApiException.invalid(List.of(
                Violation.ofMember("date", "must be an existing date", "value_error.date"),
                Violation.ofQuery("q", "is too long", "value_error.length")));
        assertThat(exception.status()).isEqualTo(422);
        assertThat(body(exception))
                .isEqualTo("{\"detail\":[{\"loc\":[\"body\",\"date\"],\"msg\":\"must be an existing date\","
                        + "\"type\":\"value_error.date\"},{\"loc\":[\"query\",\"q\"],\"msg\":\"is too long\","
                        + "\"type\":\"value_error.length\"}]}");
    }

    @Test
    void violations_are_listed_once_and_up_to_20() {
        List<Violation> violations = IntStream.range(0, 100)
                .mapToObj(i -> Violation.ofQuery("n" + i / 2, "is invalid", "value_error"))
                .toList();
        assertThat((List<?>) ApiException.invalid(violations).detail())
                .hasSize(20)
                .first()
                .isEqualTo(violations.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001", "\"", "\u20ac", "\ud83d\ude00", "\ud800"})
    void no_text_of_a_client_makes_an_error_larger_than_64_kib(String character) {
        String text = "x" + character.repeat(50_000);
        List<Violation> violations = IntStream.range(0, 1_000)
                .mapToObj(i -> Violation.of(text + i, i + text, i + text, "value_error.duplicate"))
                .toList();
        assertThat(ErrorResponse.body(ApiException.invalid(violations)))
                .hasSizeBetween(1_000, 64 * 1_024)
                .startsWith("{\"detail\":[".getBytes(StandardCharsets.UTF_8));
        assertThat(ErrorResponse.body(ApiException.notFound(text)))
                .hasSizeBetween(1_000, 64 * 1_024)
                .startsWith("{\"detail\":\"x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shortened_text_ends_with_an_ellipsis_and_other_text_is_unchanged() {
        assertThat(Violation.shorten("\u00e4\ud83d\ude00", 3)).isEqualTo("\u00e4\ud83d\ude00");
        assertThat(Violation.shorten("abcd", 3)).isEqualTo("ab\u2026");
        assertThat(Violation.shorten("a\ud83d\ude00bc", 3)).isEqualTo("a?\u2026");
    }

    @Test
    void conflict_detail_may_be_an_object() {
        assertThat(body(ApiException.conflict(Map.of("error", "x")))).isEqualTo("{\"detail\":{\"error\":\"x\"}}");
    }

    @Test
    void detail_is_escaped() {
        assertThat(body(ApiException.notFound("a\"\n\u2028"))).startsWith("{\"detail\":\"a\\\"\\n");
    }

    @Test
    void detail_that_cannot_be_written_becomes_a_generic_error() {
        assertThat(body(ApiException.conflict(new Object()))).isEqualTo("{\"detail\":\"Internal Server Error\"}");
    }

    private static String body(ApiException exception) {
        return new String(ErrorResponse.body(exception), StandardCharsets.UTF_8);
    }
}
