package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AthcalJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"venue_id", "organiser_id", "website", "entry_link", "results_link"})
    void null_becomes_empty_text_where_pages_expect_a_text(String member) throws IOException {
        assertThat(athcal(members -> {}).get(member).asText("null")).isEmpty();
        assertThat(athcal(members -> members.put(member, "x")).get(member).asText())
                .isEqualTo("x");
    }

    @Test
    void age_groups_are_joined() throws IOException {
        assertThat(athcal(members -> members.putArray("age_groups").add("U18").add("SEN"))
                        .get("age_groups")
                        .asText())
                .isEqualTo("U18,SEN");
        assertThat(athcal(members -> {}).get("age_groups").asText("null")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 10", "11, 11", "0, 11", "-1, 11", "12, 11"})
    void ranking_category_outside_1_to_10_is_unclassified(int id, int category) throws IOException {
        assertThat(athcal(members -> members.put("wa_rankings_category_id", id))
                        .get("wa_rankings_category")
                        .asInt())
                .isEqualTo(category);
    }

    @Test
    void missing_ranking_category_is_unclassified() throws IOException {
        assertThat(athcal(members -> {}).get("wa_rankings_category").asInt()).isEqualTo(11);
    }

    @Test
    void country_is_given_by_iso_and_ioc_code() throws IOException {
        JsonNode german = athcal(members -> members.put("country_id", "DEU"));
        assertThat(german.get("country").asText()).isEqualTo("DEU");
        assertThat(german.get("country_ioc").asText()).isEqualTo("GER");
        assertThat(athcal(members -> members.put("country_id", "QQQ"))
                        .get("country_ioc")
                        .asText())
                .isEqualTo("QQQ");
    }

    @Test
    void a_status_is_that_of_the_api() throws IOException {
        assertThat(new ObjectMapper()
                        .readTree(AthcalJson.render(TestCompetitions.withStatus("cancelled", "flood", "[]")))
                        .get("status")
                        .toString())
                .isEqualTo("{\"status\":\"cancelled\",\"reason\":\"flood\",\"since\":\"2027-01-01T00:00:00.000000Z\","
                        + "\"previous_dates\":[]}");
    }

    @Test
    void events_are_those_of_the_api_with_the_form_of_their_numbers() {
        String events = "[{\"code\":\"LJ\",\"wind\":0.0000001,\"mark\":1e3,\"place\":1.50,\"events\":[-0]}]";
        ExportedCompetition competition = TestCompetitions.with(members -> {
            members.putArray("age_groups").add("x,").add("events");
            members.put("full_name", "a,\"events\":1").putRawValue("events", new RawValue(events));
        });
        assertThat(AthcalJson.render(competition)).contains(",\"events\":" + events + ",\"country\":");
    }

    @Test
    void rendered_competition_is_not_changed() {
        ExportedCompetition competition = TestCompetitions.minimal();
        String before = competition.members().toString();
        AthcalJson.render(competition);
        assertThat(competition.members()).hasToString(before);
    }

    private static JsonNode athcal(Consumer<ObjectNode> change) throws IOException {
        return new ObjectMapper().readTree(AthcalJson.render(TestCompetitions.with(change)));
    }
}
