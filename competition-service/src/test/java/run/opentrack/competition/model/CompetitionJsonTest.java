package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.JsonObjectParser;

/** Golden files: {@code golden/NAME.request.json} renders as {@code golden/NAME.response.json}, byte for byte. */
class CompetitionJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full", "unicode"})
    void renders_the_golden_file(String name) throws IOException {
        CompetitionData data = parse(golden(name + ".request.json"));
        assertThat(CompetitionJson.render(data, "cup-2027"))
                .isEqualTo(golden(name + ".response.json").strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full", "unicode"})
    void its_own_json_is_read_and_rendered_unchanged(String name) throws IOException {
        String json = golden(name + ".response.json").strip();
        assertThat(CompetitionJson.render(parse(json), "cup-2027")).isEqualTo(json);
    }

    @Test
    void members_have_the_order_of_the_contract() throws IOException {
        Map<String, ?> members = JsonObjectParser.members(
                bytes(CompetitionJson.render(parse(golden("minimal.request.json")), "cup-2027")));
        assertThat(List.copyOf(members.keySet())).isEqualTo(CompetitionParser.MEMBERS);
    }

    @ParameterizedTest
    @CsvSource({
        "58.380, 58.38",
        "-0.0, 0",
        "26.0, 26",
        "0.0001, 0.0001",
        "-5.0E-7, -0.0000005",
        "1e-5, 0.00001",
        "8999.999, 8999.999"
    })
    void numbers_are_as_short_as_they_read_back(String sent, String rendered) {
        CompetitionData data =
                parse("{\"full_name\": \"Cup\", \"country_id\": \"EST\", \"date\": \"2027-05-08\", \"altitude\": "
                        + sent + "}");
        assertThat(CompetitionJson.render(data, "cup")).contains("\"altitude\":" + rendered + ",");
    }

    @Test
    void the_given_slug_is_rendered_instead_of_the_sent_one() {
        CompetitionData data =
                parse("{\"full_name\": \"Cup\", \"country_id\": \"EST\", \"date\": \"2027-05-08\", \"slug\": \"cup\"}");
        assertThat(CompetitionJson.render(data, "cup-2")).contains("\"slug\":\"cup-2\"");
    }

    @Test
    void the_override_token_is_never_rendered() {
        CompetitionData data = parse(
                "{\"full_name\": \"Cup\", \"country_id\": \"EST\", \"date\": \"2027-05-08\", \"override_token\": \"secret\"}");
        assertThat(CompetitionJson.render(data, "cup"))
                .contains("\"override_token\":null")
                .doesNotContain("secret");
    }

    private static CompetitionData parse(String json) {
        return CompetitionParser.parse(JsonObjectParser.members(bytes(json)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = CompetitionJsonTest.class.getResourceAsStream("golden/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
