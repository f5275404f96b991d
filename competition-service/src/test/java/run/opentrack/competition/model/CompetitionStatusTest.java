package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.model.CompetitionStatus.Change;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class CompetitionStatusTest {
    @Test
    void a_status_that_was_never_set_is_written_as_any_other() {
        Instant created = Instant.parse("2027-01-31T12:00:00.120Z");
        assertThat(CompetitionColumns.initialStatus(CompetitionColumns.formatTime(created)))
                .isEqualTo(CompetitionStatus.initial(created).toJson());
    }

    private static final Instant CREATED = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-02T08:09:10.123456Z");
    private static final LocalDate MAY_1 = LocalDate.of(2027, 5, 1);
    private static final LocalDate MAY_8 = LocalDate.of(2027, 5, 8);
    private static final CompetitionStatus INITIAL = CompetitionStatus.initial(CREATED);

    @Test
    void a_competition_is_scheduled_since_its_creation() {
        assertThat(INITIAL.toJson())
                .isEqualTo("{\"status\":\"scheduled\",\"reason\":\"\",\"since\":\"2026-05-01T12:00:00.000000Z\","
                        + "\"previous_dates\":[]}");
    }

    @Test
    void its_own_json_is_read_unchanged() {
        CompetitionStatus status = INITIAL.move(MAY_1, NOW).apply(change("cancelled", "storm “A”, \"B\""), NOW);
        assertThat(CompetitionStatus.parse(status.toJson())).isEqualTo(status);
        assertThat(CompetitionStatus.parse("{\"status\":\"finished\",\"of_a_later_release\":1}")
                        .status())
                .isEqualTo("finished");
    }

    @Test
    void an_equal_change_changes_nothing() {
        CompetitionStatus cancelled = INITIAL.apply(change("cancelled", "storm"), NOW);
        assertThat(cancelled.apply(change("cancelled", "storm"), NOW.plusSeconds(9)))
                .isEqualTo(cancelled);
        assertThat(INITIAL.apply(change("scheduled", ""), NOW)).isEqualTo(INITIAL);
    }

    @Test
    void another_reason_keeps_the_time_of_the_status() {
        CompetitionStatus cancelled = INITIAL.apply(change("cancelled", "storm"), NOW);
        assertThat(cancelled.apply(change("cancelled", "flood"), NOW.plusSeconds(9)))
                .isEqualTo(new CompetitionStatus("cancelled", "flood", "2026-06-02T08:09:10.123456Z", List.of()));
    }

    @Test
    void moves_of_a_scheduled_one_collect_its_former_dates_and_scheduled_keeps_them() {
        CompetitionStatus moved = INITIAL.move(MAY_1, NOW).move(MAY_8, NOW.plusSeconds(1));
        assertThat(moved.status()).isEqualTo("rescheduled");
        assertThat(moved.previousDates()).containsExactly("2027-05-01", "2027-05-08");
        assertThat(moved.move(MAY_1, NOW).previousDates()).containsExactly("2027-05-08", "2027-05-01");
        assertThat(moved.apply(change("scheduled", ""), NOW).previousDates()).hasSize(2);
        assertThat(moved.apply(change("scheduled", ""), NOW).status()).isEqualTo("scheduled");
    }

    @Test
    void former_dates_are_bounded() {
        CompetitionStatus moved = INITIAL;
        for (int day = 0; day < 50; day++) {
            moved = moved.move(MAY_1.plusDays(day), NOW);
        }
        assertThat(moved.previousDates())
                .hasSize(20)
                .endsWith(MAY_1.plusDays(49).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"provisional", "postponed", "cancelled", "finished"})
    void moves_of_others_leave_the_status(String status) {
        CompetitionStatus other = INITIAL.apply(change(status, "r"), NOW);
        assertThat(other.move(MAY_1, NOW)).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                             | status | value_error.missing
        {"status": null}                               | status | type_error.none.not_allowed
        {"status": ""}                                 | status | value_error.any_str.min_length
        {"status": "Cancelled"}                        | status | value_error.const
        {"status": "rescheduled"}                      | status | value_error.const
        {"status": ["cancelled"]}                      | status | type_error.str
        {"status": "cancelled", "reason": true}        | reason | type_error.str
        {"status": "cancelled", "reason": "a\\u0000"}  | reason | value_error.text.character
        {"status": "cancelled", "reason": "a\\nb"}     | reason | value_error.text.character
        """)
    void violations_are_those_of_the_catalogue(String body, String member, String type) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(ApiException.class, error -> assertThat((List<?>) error.detail())
                        .singleElement()
                        .isInstanceOfSatisfying(Violation.class, violation -> {
                            assertThat(violation.loc()).isEqualTo(List.of("body", member));
                            assertThat(violation.type()).isEqualTo(type);
                        }));
    }

    @Test
    void texts_are_trimmed_and_limited() {
        assertThat(parse("{\"status\": \" cancelled \", \"reason\": \"\\u00a0storm \", \"other\": 1}"))
                .isEqualTo(change("cancelled", "storm"));
        assertThat(parse("{\"status\": \"cancelled\", \"reason\": null}")).isEqualTo(change("cancelled", ""));
        assertThat(parse("{\"status\":\"postponed\",\"reason\":\"" + "𝒂".repeat(500) + "\"}")
                        .reason())
                .hasSize(1_000);
        assertThatThrownBy(() -> parse("{\"status\":\"postponed\",\"reason\":\"" + "a".repeat(501) + "\"}"))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void an_entity_tag_begins_with_that_of_the_members_and_differs_by_the_status() {
        Competition competition = new Competition();
        CompetitionData data = CompetitionParser.parse(
                JsonObjectParser.members("{\"full_name\":\"Cup\",\"country_id\":\"EST\",\"date\":\"2027-05-01\"}"
                        .getBytes(StandardCharsets.UTF_8)));
        competition.apply(data, "cup", "", CREATED);
        String initial = competition.etag;
        assertThat(initial).isEqualTo(Competition.etagOf(competition.rendered));
        competition.setStatus(competition.status());
        assertThat(competition.statusJson).isNull();
        competition.setStatus(competition.status().apply(change("cancelled", ""), NOW));
        competition.apply(data, "cup", "", NOW);
        assertThat(competition.etag).startsWith(initial).isNotEqualTo(initial);
        assertThat(competition.status).isEqualTo("cancelled");
        Competition anew = competition.renderAnew(NOW.plusSeconds(9));
        assertThat(anew).usingRecursiveComparison().isEqualTo(competition);
        competition.setStatus(competition.status().apply(change("scheduled", ""), NOW));
        assertThat(competition.status).isNull();
        assertThat(competition.renderedWithStatus()).contains(",\"status\":{\"status\":\"scheduled\",");
    }

    private static Change change(String status, String reason) {
        return new Change(status, reason);
    }

    private static Change parse(String json) {
        return Change.parse(JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8)));
    }
}
