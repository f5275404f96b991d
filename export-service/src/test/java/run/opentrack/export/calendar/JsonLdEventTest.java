package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLdEventTest {
    @Test
    void place_is_named_after_the_city_then_the_address_then_the_country() throws IOException {
        assertThat(event(members -> members.put("city", "Mġarr").put("address", "Triq 1"))
                        .at("/location/name")
                        .asText())
                .isEqualTo("Mġarr");
        assertThat(event(members -> members.put("address", "Triq 1"))
                        .at("/location/name")
                        .asText())
                .isEqualTo("Triq 1");
        assertThat(event(members -> {}).at("/location/name").asText()).isEqualTo("Malta");
    }

    @Test
    void links_are_percent_encoded() throws IOException {
        JsonNode event = event(members -> members.put("website", "https://x.org/ä")
                .put("entry_link", "https://x.org/ö")
                .put("results_link", "https://x.org/ü"));
        assertThat(event.get("url").asText()).isEqualTo("https://x.org/%C3%A4");
        assertThat(event.at("/potentialAction/target").asText()).isEqualTo("https://x.org/%C3%B6");
        assertThat(event.at("/subjectOf/url").asText()).isEqualTo("https://x.org/%C3%BC");
    }

    @ParameterizedTest
    @CsvSource({"MLT, MT", "DEU, DE", "XKX, XK"})
    void country_is_an_alpha_2_code(String iso, String code) throws IOException {
        assertThat(event(members -> members.put("country_id", iso))
                        .at("/location/address/addressCountry")
                        .asText())
                .isEqualTo(code);
    }

    @Test
    void elevation_needs_a_position() throws IOException {
        assertThat(event(members -> members.put("altitude", 3)).at("/location").has("geo"))
                .isFalse();
        assertThat(event(members ->
                                members.put("latitude", 1).put("longitude", 2).put("altitude", 3))
                        .at("/location/geo/elevation")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void script_element_cannot_be_ended_by_a_name() {
        assertThat(JsonLdEvent.render(
                        TestCompetitions.with(members -> members.put("full_name", "</script><script>alert(1)"))))
                .doesNotContain("<");
    }

    @Test
    void absent_members_are_left_out() throws IOException {
        JsonNode event = event(members -> {});
        assertThat(event.has("alternateName")).isFalse();
        assertThat(event.has("description")).isFalse();
        assertThat(event.has("url")).isFalse();
        assertThat(event.has("potentialAction")).isFalse();
        assertThat(event.has("subjectOf")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        scheduled   | ["2027-01-01"]              | EventScheduled   | null
        finished    | ["2027-01-01"]              | EventScheduled   | null
        provisional | []                          | EventScheduled   | null
        cancelled   | []                          | EventCancelled   | null
        postponed   | []                          | EventPostponed   | null
        rescheduled | ["2027-01-01"]              | EventRescheduled | "2027-01-01"
        rescheduled | ["2027-01-01","2027-01-08"] | EventRescheduled | ["2027-01-01","2027-01-08"]
        """)
    void former_dates_are_those_of_an_event_that_is_not_as_planned(
            String status, String dates, String eventStatus, String previousStartDate) throws IOException {
        JsonNode event =
                new ObjectMapper().readTree(JsonLdEvent.render(TestCompetitions.withStatus(status, "", dates)));
        assertThat(event.get("eventStatus").asText()).isEqualTo("https://schema.org/" + eventStatus);
        assertThat(String.valueOf(event.get("previousStartDate"))).isEqualTo(previousStartDate);
    }

    private static JsonNode event(Consumer<ObjectNode> change) throws IOException {
        return new ObjectMapper().readTree(JsonLdEvent.render(TestCompetitions.with(change)));
    }
}
