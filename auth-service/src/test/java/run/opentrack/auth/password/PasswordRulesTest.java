package run.opentrack.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class PasswordRulesTest {
    @Test
    void new_password_of_8_characters_is_accepted() {
        assertThat(parseNew("\"12345678\"")).isEqualTo("12345678");
    }

    @Test
    void new_password_of_7_characters_is_rejected() {
        assertThat(violations("\"1234567\"", PasswordRules::parseNew))
                .containsExactly("must have at least 8 characters");
    }

    @Test
    void characters_are_counted_as_code_points() {
        assertThat(violations("\"😀😀😀😀😀😀😀\"", PasswordRules::parseNew)).hasSize(1);
        assertThat(parseNew("\"😀😀😀😀😀😀😀😀\"")).hasSize(16);
    }

    @Test
    void password_of_1024_bytes_is_accepted_and_of_1025_rejected() {
        assertThat(PasswordRules.isTooLong("x".repeat(1_024))).isFalse();
        assertThat(PasswordRules.isTooLong("x".repeat(1_025))).isTrue();
    }

    @Test
    void length_is_counted_in_bytes_of_utf_8() {
        assertThat(PasswordRules.isTooLong("é".repeat(512))).isFalse();
        assertThat(PasswordRules.isTooLong("é".repeat(513))).isTrue();
    }

    @Test
    void too_long_password_is_rejected_as_current_one_too() {
        String sent = '"' + "x".repeat(1_025) + '"';
        assertThat(violations(sent, PasswordRules::parseCurrent)).containsExactly("must have at most 1024 bytes");
    }

    @Test
    void current_password_may_be_short() {
        assertThat(violations("\"x\"", PasswordRules::parseCurrent)).isEmpty();
    }

    @Test
    void composed_and_decomposed_password_have_equal_bytes() {
        assertThat(PasswordRules.bytes("e\u0301")).isEqualTo(PasswordRules.bytes("\u00e9"));
        assertThat(PasswordRules.bytes("\u00e9")).isEqualTo("\u00e9".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void compatibility_characters_stay_different() {
        assertThat(PasswordRules.bytes("ﬁ")).isNotEqualTo(PasswordRules.bytes("fi"));
    }

    @Test
    void surrounding_blanks_are_significant() {
        assertThat(parseNew("\" 123456 \"")).isEqualTo(" 123456 ");
    }

    @Test
    void password_must_be_text() {
        assertThat(violations("12345678", PasswordRules::parseNew)).hasSize(1);
        assertThat(violations("null", PasswordRules::parseNew)).hasSize(1);
    }

    @Test
    void missing_password_is_rejected() {
        BodyFields fields = new BodyFields(new LinkedHashMap<>());
        assertThat(PasswordRules.parseNew(fields, "password")).isNull();
        assertThat(messages(fields)).containsExactly("field required");
    }

    private static String parseNew(String json) {
        BodyFields fields = fields(json);
        String password = PasswordRules.parseNew(fields, "password");
        fields.requireValid();
        return password;
    }

    private static List<String> violations(String json, BiFunction<BodyFields, String, String> parser) {
        BodyFields fields = fields(json);
        String password = parser.apply(fields, "password");
        List<String> messages = messages(fields);
        assertThat(password == null).isEqualTo(!messages.isEmpty());
        return messages;
    }

    private static List<String> messages(BodyFields fields) {
        try {
            fields.requireValid();
            return List.of();
        } catch (ApiException e) {
            return ((List<?>) e.detail())
                    .stream().map(violation -> ((Violation) violation).msg()).toList();
        }
    }

    private static BodyFields fields(String json) {
        return new BodyFields(
                JsonObjectParser.members(("{\"password\": " + json + "}").getBytes(StandardCharsets.UTF_8)));
    }
}
