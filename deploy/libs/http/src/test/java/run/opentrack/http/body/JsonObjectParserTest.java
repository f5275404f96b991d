package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class JsonObjectParserTest {
    @Test
    void members_have_types_and_texts_in_the_order_sent() {
        Map<String, JsonMember> members =
                parse("{\"a\":\"ä\\n\",\"b\":1.50,\"c\":true,\"d\":null,\"e\":[1, \"x\"],\"f\":{ \"g\" : 1 }}");
        assertThat(members.values())
                .extracting(JsonMember::type)
                .containsExactly(
                        JsonMember.Type.STRING,
                        JsonMember.Type.NUMBER,
                        JsonMember.Type.BOOLEAN,
                        JsonMember.Type.NULL,
                        JsonMember.Type.ARRAY,
                        JsonMember.Type.OBJECT);
        assertThat(members.values())
                .extracting(JsonMember::text)
                .containsExactly("ä\n", "1.50", "true", "null", "[1,\"x\"]", "{\"g\":1}");
    }

    @Test
    void empty_object_has_no_members() {
        assertThat(parse(" {} ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "1", "\"a\"", "[]", "[{\"a\":1}]", "true"})
    void anything_but_an_object_is_rejected(String body) {
        rejects(body, "value_error.missing", "body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1}/*x*/",
                "{/*x*/\"a\":1}",
                "{\"a\":tru}"
            })
    void invalid_json_is_rejected(String body) {
        assertThat(violation(body).type()).startsWith("value_error.jsondecode");
    }

    @Test
    void syntax_error_is_reported_with_line_column_and_offset() {
        Violation violation = violation("{\n \"a\":x}");
        assertThat(violation.msg()).contains("line 2").contains("column");
        assertThat(violation.loc()).hasSize(2).startsWith("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} x", "{}[]", "{},", "{}}"})
    void text_after_the_object_is_rejected(String body) {
        assertThat(violation(body).type()).startsWith("value_error.jsondecode");
    }

    @Test
    void blanks_after_the_object_are_accepted() {
        assertThat(parse("{\"a\":1}\r\n\t ")).containsOnlyKeys("a");
    }

    @Test
    void every_duplicated_member_is_reported() {
        assertThatThrownBy(() -> parse("{\"a\":1,\"b\":2,\"\\u0061\":3,\"b\":2}"))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat((List<?>) exception.detail())
                        .isEqualTo(List.of(
                                Violation.ofMember("a", "must not be given twice", "value_error.duplicate"),
                                Violation.ofMember("b", "must not be given twice", "value_error.duplicate"))));
    }

    @Test
    void a_name_repeated_throughout_a_body_is_reported_once() {
        assertThatThrownBy(() -> parse("{" + "\"a\":0,".repeat(4_000) + "\"a\":0}"))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat((List<?>) exception.detail())
                        .hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({"49, true", "50, false"})
    void nesting_is_limited_to_50_levels(int arrays, boolean accepted) {
        String body = "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
        if (accepted) {
            assertThat(parse(body).get("a").text()).hasSize(2 * arrays);
        } else {
            rejects(body, "value_error.jsondecode.limit");
        }
    }

    @Test
    void members_are_limited_to_1000() {
        String members =
                IntStream.range(0, 1_000).mapToObj(n -> "\"m" + n + "\":0").collect(Collectors.joining(","));
        assertThat(parse("{" + members + "}")).hasSize(1_000);
        rejects("{" + members + ",\"m\":0}", "value_error.jsondecode.limit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"{'a':[%s0]}; 0,", "{'a':[{'a':[%s0]}]}; 0,", "{'a':[%s[]]}; [],", "{'a':{%s'b':0}}; 'a':0,"})
    void tokens_are_limited_to_50000_on_every_level(String body, String part) {
        String json = body.replace('\'', '"');
        String repeated = part.replace('\'', '"');
        assertThat(parse(json.formatted(repeated.repeat(24_900)))).hasSize(1);
        rejects(json.formatted(repeated.repeat(50_000)), "value_error.jsondecode.limit");
    }

    @Test
    void a_hundred_thousand_open_brackets_are_rejected_without_stack_overflow() {
        rejects("{\"a\":" + "[".repeat(100_000), "value_error.jsondecode.limit");
    }

    @ParameterizedTest
    @CsvSource({"100, true", "101, false"})
    void number_is_limited_to_100_digits(int digits, boolean accepted) {
        String body = "{\"a\":" + "1".repeat(digits) + "}";
        if (accepted) {
            assertThat(parse(body).get("a").text()).hasSize(digits);
        } else {
            rejects(body, "value_error.jsondecode.limit");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1000", "1E+1000", "1e-1000", "1e1000000000", "1e0001000"})
    void exponent_over_999_is_rejected_at_any_depth(String number) {
        rejects("{\"a\":" + number + "}", "value_error.jsondecode.limit");
        rejects("{\"a\":[" + number + "]}", "value_error.jsondecode.limit");
        rejects("{\"a\":{\"b\":[[" + number + "]]}}", "value_error.jsondecode.limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "1e-999", "1E+0000999", "1e0"})
    void exponent_up_to_999_is_accepted(String number) {
        assertThat(parse("{\"a\":" + number + "}").get("a").text()).isEqualTo(number);
    }

    @Test
    void member_name_over_500_characters_is_rejected() {
        assertThat(parse("{\"" + "n".repeat(500) + "\":1}")).hasSize(1);
        rejects("{\"" + "n".repeat(501) + "\":1}", "value_error.jsondecode.limit");
    }

    @Test
    void nul_byte_is_rejected() {
        rejects("{\"a\":1\u0000}", "value_error.utf8", "body");
        rejects("\u0000{}", "value_error.utf8", "body");
    }

    @Test
    void bytes_that_are_not_utf_8_are_rejected() {
        for (byte[] bytes :
                List.of(new byte[] {'{', (byte) 0xff, '}'}, new byte[] {(byte) 0xc0, (byte) 0xaf}, new byte[] {
                    '{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'
                })) {
            assertThatThrownBy(() -> JsonObjectParser.members(bytes))
                    .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                            .isEqualTo(422));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[\"\\udc00x\"]]", "{\"b\":\"\\ud800\"}", "[{\"a\":\"\\u0000\"}]"})
    void nested_string_with_an_unpaired_surrogate_or_control_is_marked(String value) {
        assertThat(parse("{\"a\":" + value + "}").get("a").validText()).isFalse();
    }

    @Test
    void surrogate_pair_and_line_break_inside_an_array_are_valid() {
        assertThat(parse("{\"a\":[{\"b\":\"\\ud83c\\udfc3\\n\"}]}").get("a").validText())
                .isTrue();
    }

    @Test
    void blanks_are_removed_between_tokens_and_kept_inside_strings() {
        assertThat(parse("{\"a\": [ { \"x y\" : \"a \\\" b\" } ,\n 1 ] }")
                        .get("a")
                        .text())
                .isEqualTo("[{\"x y\":\"a \\\" b\"},1]");
    }

    @Test
    void array_items_keep_their_types() {
        assertThat(parse("{\"a\":[\"x\",1,true,null,[],{}]}").get("a").items())
                .extracting(JsonMember::type)
                .containsExactly(
                        JsonMember.Type.STRING,
                        JsonMember.Type.NUMBER,
                        JsonMember.Type.BOOLEAN,
                        JsonMember.Type.NULL,
                        JsonMember.Type.ARRAY,
                        JsonMember.Type.OBJECT);
    }

    @Test
    void string_is_escaped_when_written_as_json() {
        assertThat(parse("{\"a\":\"\\\"\\\\\\n\"}").get("a").toJson()).isEqualTo("\"\\\"\\\\\\n\"");
    }

    private static Map<String, JsonMember> parse(String body) {
        return JsonObjectParser.members(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void rejects(String body, String type, Object... loc) {
        Violation violation = violation(body);
        assertThat(violation.type()).isEqualTo(type);
        if (loc.length > 0) {
            assertThat(violation.loc()).containsExactly(loc);
        }
    }

    private static Violation violation(String body) {
        try {
            parse(body);
        } catch (ApiException exception) {
            assertThat(exception.status()).isEqualTo(422);
            return (Violation) ((List<?>) exception.detail()).get(0);
        }
        throw new AssertionError("accepted: " + body.substring(0, Math.min(100, body.length())));
    }
}
