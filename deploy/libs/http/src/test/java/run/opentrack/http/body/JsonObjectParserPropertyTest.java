package run.opentrack.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import run.opentrack.http.error.ApiException;

/** Property tests with a fixed seed: a body is one JSON object or is rejected. */
class JsonObjectParserPropertyTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Property(tries = 2_000, seed = "20270612")
    void any_bytes_are_read_or_refused(@ForAll @Size(max = 200) byte[] bytes) {
        parses(bytes);
    }

    @Property(tries = 2_000, seed = "20270613")
    void any_text_of_json_characters_is_read_or_refused(@ForAll("almostJson") String text) {
        parses(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 500, seed = "20270614")
    void members_keep_their_values_and_order(@ForAll("values") String value) throws Exception {
        String body = " {\"a\" :" + value + "\n, \"b\":\t" + value + "} ";
        Map<String, JsonMember> members = JsonObjectParser.members(body.getBytes(StandardCharsets.UTF_8));
        JsonNode sent = JSON.readTree(body);
        assertThat(List.copyOf(members.keySet())).containsExactly("a", "b");
        assertThat(JSON.readTree(members.get("a").toJson())).isEqualTo(sent.get("a"));
        assertThat(members.get("b").toJson()).isEqualTo(members.get("a").toJson());
    }

    @Property(tries = 200, seed = "20270615")
    void other_encodings_are_refused(@ForAll("values") String value) {
        for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            byte[] body = ("{\"events\":[" + value + "]}").getBytes(Charset.forName(encoding));
            assertThat(parses(body)).as(encoding).isFalse();
        }
    }

    @Example
    void a_byte_order_mark_before_utf_8_is_no_part_of_the_body() {
        byte[] body = "\ufeff{\"events\":[ {\"a\": \"ä\"} ]}".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonObjectParser.members(body).get("events").text()).isEqualTo("[{\"a\":\"ä\"}]");
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "0", "1", "-", ".", "e", "+", "null",
                        "true", "NaN", " ", "\n", "\u0000", "ä", "\ufeff", "\"a\":", "\"a\":1", "{}", "/*", "//", "'")
                .list()
                .ofMaxSize(20)
                .map(pieces -> "{" + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange(' ', '\u07ff')
                        .ofMaxLength(20)
                        .map(text -> '"'
                                + text.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("\u007f", "")
                                + '"'),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-1e9), BigDecimal.valueOf(1e9))
                        .ofScale(5)
                        .map(Object::toString),
                Arbitraries.of("null", "true", "false", "\"\\u00e4\\n\"", "1.50", "-0"));
        return Arbitraries.recursive(
                () -> scalar,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(items -> "[ " + String.join(" ,", items) + "]"),
                        inner.map(value -> "{ \"x y\" : " + value + " }")),
                0,
                4);
    }

    /** True if the body is accepted; a rejection must be a 422. */
    private static boolean parses(byte[] body) {
        try {
            JsonObjectParser.members(body);
            return true;
        } catch (ApiException exception) {
            assertThat(exception.status()).isEqualTo(422);
            return false;
        }
    }
}
