package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class DemoCompetitionTest {
    private static final String LINE = "EST;06-10;%d;5;Name;Short;Local;Tartu;58.4;26.7;Open;100 LJ";

    @Test
    void a_competition_of_one_day_is_on_the_saturday_on_or_after_its_date() {
        JsonNode body = body(1);
        assertThat(body.get("date").asText()).isEqualTo("2026-06-13");
        assertThat(body.get("finish_date").asText()).isEqualTo("2026-06-13");
    }

    @Test
    void a_longer_competition_ends_on_the_sunday() {
        assertThat(body(2).get("date").asText()).isEqualTo("2026-06-13");
        assertThat(body(4).get("date").asText()).isEqualTo("2026-06-11");
        assertThat(body(4).get("finish_date").asText()).isEqualTo("2026-06-14");
    }

    @Test
    void each_event_code_is_an_event() {
        assertThat(body(1).get("events").toString())
                .isEqualTo("[{\"event_code\":\"100\",\"genders\":\"MF\"},{\"event_code\":\"LJ\",\"genders\":\"MF\"}]");
    }

    @Test
    void a_row_with_another_number_of_columns_is_an_error() {
        assertThatThrownBy(() -> DemoCompetition.parse("EST;06-10")).isInstanceOf(StartupException.class);
    }

    @Test
    void every_row_of_the_file_is_a_create_body() {
        assertThat(Demo.competitions()).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(
                        row.bodyForYear(2027).get("full_name").asText())
                .isNotBlank());
    }

    private static JsonNode body(int days) {
        return DemoCompetition.parse(LINE.formatted(days)).bodyForYear(2026);
    }
}
