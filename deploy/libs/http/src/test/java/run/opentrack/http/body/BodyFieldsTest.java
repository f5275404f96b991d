package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class BodyFieldsTest {
    private static final TextLimit LINE = TextLimit.singleLine(5);

    @Test
    void text_is_trimmed_and_a_number_counts_as_its_digits() {
        BodyFields fields = fields("{\"a\":\"  ab \",\"b\":1.50}");
        assertThat(fields.text("a", LINE)).isEqualTo("ab");
        assertThat(fields.text("b", LINE)).isEqualTo("1.50");
        assertThatCode(fields::requireValid).doesNotThrowAnyException();
    }

    @Test
    void absent_or_null_text_is_null() {
        BodyFields fields = fields("{\"a\":null}");
        assertThat(fields.text("a", LINE)).isNull();
        assertThat(fields.text("b", LINE)).isNull();
        assertThat(fields.isPresent("a")).isTrue();
        assertThat(fields.hasValue("a")).isFalse();
        assertThat(fields.isPresent("b")).isFalse();
        assertThat(fields.get("b")).isNull();
    }

    @Test
    void length_is_counted_in_code_points_after_trimming() {
        BodyFields fields = fields("{\"a\":\" 🏃🏃🏃🏃🏃 \",\"b\":\"abcdef\"}");
        assertThat(fields.text("a", LINE)).isEqualTo("🏃🏃🏃🏃🏃");
        assertThat(fields.text("b", LINE)).isNull();
        rejects(fields, "b", "value_error.any_str.max_length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "[]", "{}", "[\"a\"]"})
    void other_types_are_no_text(String value) {
        BodyFields fields = fields("{\"a\":" + value + "}");
        assertThat(fields.text("a", LINE)).isNull();
        rejects(fields, "a", "type_error.str");
    }

    @Test
    void line_break_is_allowed_in_multiline_text_alone() {
        BodyFields fields = fields("{\"a\":\"a\\nb\"}");
        assertThat(fields.text("a", TextLimit.multiline(5))).isEqualTo("a\nb");
        assertThat(fields.text("a", LINE)).isNull();
        rejects(fields, "a", "value_error.text.character");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', value_error.missing",
        "'{\"a\":null}', type_error.none.not_allowed",
        "'{\"a\":\"  \"}', value_error.any_str.min_length",
        "'{\"a\":\"\u00a0\u200b\"}', value_error.any_str.min_length",
        "'{\"a\":\"\u3164\u0301\"}', value_error.any_str.min_length",
        "'{\"a\":[]}', type_error.str",
    })
    void required_text_must_be_present_and_not_blank(String body, String type) {
        BodyFields fields = fields(body);
        assertThat(fields.requiredText("a", LINE)).isNull();
        rejects(fields, "a", type);
    }

    @Test
    void invisible_characters_are_trimmed_from_an_identifier_and_rejected_inside() {
        BodyFields fields = fields("{\"a\":\"\ufeffab\u200b\u00a0\",\"b\":\"a\u200bb\",\"c\":\"\u00a0\u200ba\"}");
        assertThat(fields.text("a", TextLimit.identifier(2))).isEqualTo("ab");
        assertThat(fields.text("b", TextLimit.identifier(5))).isNull();
        assertThat(fields.text("c", LINE)).isEqualTo("\u200ba");
        rejects(fields, "b", "value_error.text.character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200b", "\u00a0\u2060", "\ufeff", "\u3164"})
    void text_without_a_visible_character_is_empty(String invisible) {
        BodyFields fields = fields("{\"a\":\"" + invisible + "\"}");
        assertThat(fields.text("a", LINE)).isEmpty();
        assertThat(fields.text("a", TextLimit.identifier(2))).isEmpty();
        fields.requireValid();
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', value_error.missing",
        "'{\"a\":null}', type_error.bool",
        "'{\"a\":\"true\"}', type_error.bool",
        "'{\"a\":1}', type_error.bool"
    })
    void required_boolean_must_be_true_or_false(String body, String type) {
        BodyFields fields = fields(body);
        assertThat(fields.requiredBoolean("a")).isNull();
        rejects(fields, "a", type);
    }

    @Test
    void boolean_is_read() {
        BodyFields fields = fields("{\"a\":true,\"b\":false}");
        assertThat(fields.requiredBoolean("a")).isTrue();
        assertThat(fields.requiredBoolean("b")).isFalse();
    }

    @Test
    void all_violations_are_reported_at_once() {
        BodyFields fields = fields("{\"b\":1}");
        fields.requiredText("a", LINE);
        fields.requiredBoolean("b");
        assertThatThrownBy(fields::requireValid)
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat((List<?>) exception.detail())
                        .hasSize(2));
    }

    private static BodyFields fields(String body) {
        return new BodyFields(JsonObjectParser.members(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void rejects(BodyFields fields, String member, String type) {
        assertThatThrownBy(fields::requireValid).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(422);
            assertThat((List<?>) exception.detail())
                    .hasSize(1)
                    .first()
                    .isInstanceOfSatisfying(Violation.class, violation -> {
                        assertThat(violation.loc()).containsExactly("body", member);
                        assertThat(violation.type()).isEqualTo(type);
                    });
        });
    }
}
