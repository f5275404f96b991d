package run.opentrack.competition.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.model.Competition;
import run.opentrack.http.body.TextValidator;

class AddressRedactorTest {
    private static final String ADDRESS = "brien@x.example";
    private static final String STATUS =
            "{\"status\":\"cancelled\",\"reason\":\"%s\",\"since\":\"2027-01-01T00:00:00.000000Z\",\"previous_dates\":[]}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AddressRedactor redactor = new AddressRedactor(ADDRESS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Ask BRIEN@X.Example, +372 5555 | \"Ask , +372 5555\"",
                "Write to brien@x.example. | \"Write to .\"",
                "Write to ...brien@x.example... | \"Write to ......\"",
                "<brien@x.example>;(brien@x.example) | <>;()",
                "mailto:brien@x.example | mailto:",
                "brien@x.example,brien@x.example | \",\"",
                "“brien@x.example” | “”",
                "brien@x.example brien@x.examples | \" brien@x.examples\""
            })
    void a_whole_address_is_removed_in_any_case(String text, String redacted) {
        assertThat(redactor.redact(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info@m\u00fcnchen.example", "Info@XN--mnchen-3ya.example"})
    void an_address_is_removed_in_each_spelling_of_its_domain(String address) throws IOException {
        AddressRedactor unicode = new AddressRedactor(address);
        assertThat(unicode.redact("info@M\u00fcnchen.example, info@xn--mnchen-3ya.example."))
                .isEqualTo(", .");
        assertThat(unicode.redact("info@munchen.example")).isEqualTo("info@munchen.example");
        assertThat(unicode.redactJson(
                        "{\"slug\":{\"old\":\"a-info-xn-mnchen-3ya-example\",\"new\":\"info-munchen-example-b\"}}"))
                .isEqualTo("{\"slug\":{\"old\":\"a\",\"new\":\"b\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o'brien@x.example",
                "r&brien@x.example",
                "x.brien@x.example",
                "brien@x.example.org",
                "brien@x.example1",
                "brien@x.example-y",
                "äbrien@x.example",
                "brien@x.exampleé",
                "brien@x.examplee\u0301",
                "𝒂brien@x.example",
                "brien@x.example𝒂",
                "brien@y.example",
                "brien at x.example",
                "@x.example"
            })
    void a_longer_or_other_address_stays(String text) {
        assertThat(redactor.redact(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"a..b@x.jp, xa..b@x.jp", "a.@x.jp, x.a.@x.jp", ".a@x.jp, x.a@x.jp"})
    void an_address_that_is_no_dot_atom_is_removed(String address, String longer) {
        assertThat(new AddressRedactor(address).redact("Ask <" + address + ">, " + longer + ", " + address + "."))
                .isEqualTo("Ask <>, " + longer + ", .");
    }

    @Test
    void each_atext_character_on_either_side_makes_a_longer_address() {
        for (char special : "!#$%&'*+-/=?^_`{|}~aZ0".toCharArray()) {
            for (String text : new String[] {special + ADDRESS, ADDRESS + special, special + "." + ADDRESS}) {
                assertThat(redactor.redact(text)).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "brien@x.example, true",
        "o'brien+1@x-y.example, true",
        "用户@例え.jp, true",
        "brien@x, true",
        "brien, false",
        "brien@, false",
        "@x.example, false",
        "a@b@x.example, false",
        "brien.@x.example, true",
        "a..b@x.example, true",
        "brien@x..example, true",
        "'a,b@x.example', false",
        "'\"a b\"@x.example', false",
        "a b@x.example, false"
    })
    void an_address_is_one_that_sign_up_accepts(String text, boolean address) {
        assertThat(TextValidator.isEmail(text)).isEqualTo(address);
    }

    @Test
    void json_is_redacted_in_decoded_text() throws IOException {
        assertThat(redactor.redactJson("{\"n\":1.50e-7,\"n\":1,\"a\":[\"Ask\\nbrien@x.example\"],\"z\":true}"))
                .isEqualTo("{\"n\":1.50e-7,\"n\":1,\"a\":[\"Ask\\n\"],\"z\":true}");
        assertThat(redactor.redactJson("[\"b\\u0072ien\\u0040x.example\"]")).isEqualTo("[\"\"]");
        assertThat(redactor.redactJson("{\"brien@x.example\":\"\\\\brien@x.example\"}"))
                .isEqualTo("{\"\":\"\\\\\"}");
        assertThat(new AddressRedactor("n@evil.example").redactJson("[{\"name\":\"Info:\\n@evil.example\"}]"))
                .isEqualTo("[{\"name\":\"Info:\\n@evil.example\"}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"\\nrbrien@x.example\"]",
                "[\"\\\\nbrien@x.example \\u0061brien@x.example\"]",
                "{\"a\":\"\\u0041\",\"b\":1.0}",
                "null"
            })
    void json_without_the_address_stays_as_it_is_written(String json) throws IOException {
        assertThat(redactor.redactJson(json)).isEqualTo(json);
    }

    @Test
    void invalid_json_is_rejected() {
        for (String json : new String[] {"[{\"name\":\"Info:\\\"}]", "[\"brien@x.example\"", "[brien@x.example]"}) {
            assertThatThrownBy(() -> redactor.redactJson(json)).isInstanceOf(IOException.class);
        }
        assertThat(Assertions.assertDoesNotThrow(() -> redactor.redactJson(null)))
                .isNull();
    }

    @Property(tries = 2_000)
    void json_stays_json_and_equals_the_redaction_of_its_decoded_texts(@ForAll("texts") String text)
            throws IOException {
        String name = JSON.readTree('"' + text + '"').asText();
        String redacted = redactor.redactJson("[{\"" + text + "\":\"" + text + "\",\"n\":1.0}]");
        JsonNode object = JSON.readTree(redacted).get(0);
        assertThat(object.path(redactor.redact(name)).asText()).isEqualTo(redactor.redact(name));
        assertThat(redacted).endsWith("\"n\":1.0}]");
    }

    /** Addresses, parts of them and escapes in any order. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "brien@x.example",
                        "b\\u0072ien\\u0040x.example",
                        "brien@",
                        "x.example",
                        "\\n@",
                        "\\u0041@",
                        "\\n",
                        "\\\\",
                        "\\\"",
                        "\\/",
                        "\\u0041",
                        "\\ud83c\\udfc3",
                        ".",
                        "o'",
                        "&",
                        " ",
                        "é")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Test
    void the_cost_is_linear_in_the_length_of_the_text() {
        String text = "brien@x.exampl".repeat(200_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(redactor.redact(text)).isEqualTo(text));
        String escapes = "[\"" + "\\\\".repeat(500_000) + "\\n" + ADDRESS + "\"]";
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> assertThat(redactor.redactJson(escapes))
                .endsWith("\\n\"]"));
    }

    @Test
    void every_text_of_a_competition_is_redacted() throws IOException {
        Competition competition = competition("Marathon of " + ADDRESS, "marathon-of-brien-x-example");
        competition.contactDetails = "Ask Brien@x.example";
        competition.website = "https://x.example/?to;brien@x.example";
        competition.ageGroups = new String[] {"U18", ADDRESS};
        competition.events = "[{\"contact\":\"brien@x.example\"}]";
        competition.statusJson = STATUS.formatted("Money back from brien@x.example");
        redactor.redact(competition);
        assertThat(competition.fullName).isEqualTo("Marathon of");
        assertThat(competition.slug).isEqualTo("marathon-of-" + competition.id);
        assertThat(competition.contactDetails).isEqualTo("Ask");
        assertThat(competition.website).isEqualTo("https://x.example/?to;");
        assertThat(competition.ageGroups).containsExactly("U18", "");
        assertThat(competition.events).isEqualTo("[{\"contact\":\"\"}]");
        assertThat(competition.statusJson).isEqualTo(STATUS.formatted("Money back from"));
    }

    @ParameterizedTest
    @CsvSource({"brien@x.example, Competition", "!!!, !!!"})
    void a_name_that_is_empty_without_the_address_is_replaced(String name, String redacted) throws IOException {
        Competition competition = competition(name, "slug");
        redactor.redact(competition);
        assertThat(competition.fullName).isEqualTo(redacted);
    }

    @ParameterizedTest
    @CsvSource({"brien-x-example-2, 2-", "brien-x-example, competition-", "brienne-x-example, ", "obrien-x-example, "})
    void a_slug_made_of_the_address_gets_the_id_instead(String slug, String redacted) throws IOException {
        Competition competition = competition("Cup", slug);
        redactor.redact(competition);
        assertThat(competition.slug).isEqualTo(redacted == null ? slug : redacted + competition.id);
    }

    @Test
    void a_slug_in_a_history_is_redacted() throws IOException {
        assertThat(redactor.redactJson("{\"slug\":{\"old\":\"ask-brien-x-example\",\"new\":\"ask\"}}"))
                .isEqualTo("{\"slug\":{\"old\":\"ask\",\"new\":\"ask\"}}");
    }

    private static Competition competition(String name, String slug) {
        Competition competition = new Competition();
        competition.id = UUID.randomUUID();
        competition.fullName = name;
        competition.slug = slug;
        return competition;
    }
}
