package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class FormParserTest {
    private static final String URLENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data; boundary=XX";

    @Test
    void urlencoded_fields_are_decoded() {
        assertThat(parse("username=a%40b.org&password=p+%2B%26%C3%A4", URLENCODED))
                .containsEntry("username", "a@b.org")
                .containsEntry("password", "p +&ä")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPLICATION/X-WWW-FORM-URLENCODED", "application/x-www-form-urlencoded; charset=utf-8"})
    void media_type_is_case_insensitive_and_may_have_parameters(String contentType) {
        assertThat(parse("a=1", contentType)).containsEntry("a", "1");
    }

    @Test
    void last_of_a_repeated_field_counts() {
        assertThat(parse("a=1&a=2", URLENCODED)).containsExactlyEntriesOf(Map.of("a", "2"));
    }

    @Test
    void field_without_value_is_empty() {
        assertThat(parse("a=&b=1", URLENCODED)).containsEntry("a", "");
    }

    @Test
    void long_field_is_accepted() {
        assertThat(parse("a=" + "x".repeat(100_000), URLENCODED).get("a")).hasSize(100_000);
    }

    @Test
    void form_of_more_than_128_fields_is_rejected() {
        assertThat(parse("a=1&".repeat(127) + "b=1", URLENCODED)).hasSize(2);
        assertThatThrownBy(() -> parse("a=1&".repeat(128) + "b=1", URLENCODED))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(422));
    }

    @Test
    void multipart_fields_are_read() {
        String body = "--XX\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\na@b.org\r\n--XX--\r\n";
        assertThat(parse(body, MULTIPART)).containsEntry("username", "a@b.org").hasSize(1);
    }

    @Test
    void uploaded_file_is_no_field() {
        String body = "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\nx\r\n--XX--\r\n";
        assertThat(parse(body, MULTIPART)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "application/json", "text/plain", "multipart/mixed; boundary=XX"})
    void other_media_types_have_no_fields(String contentType) {
        assertThat(parse("a=1", contentType)).isEmpty();
    }

    @Test
    void empty_body_has_no_fields() {
        assertThat(parse("", URLENCODED)).isEmpty();
        assertThat(FormParser.parse((byte[]) null, URLENCODED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "a=%4", "%zz=1"})
    void broken_escape_is_422(String body) {
        rejects(body);
    }

    private static void rejects(String body) {
        assertThatThrownBy(() -> parse(body, URLENCODED)).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(422);
            assertThat(exception.detail().toString()).contains("value_error.form");
        });
    }

    private static Map<String, String> parse(String body, String contentType) {
        return FormParser.parse(body.getBytes(StandardCharsets.UTF_8), contentType);
    }
}
