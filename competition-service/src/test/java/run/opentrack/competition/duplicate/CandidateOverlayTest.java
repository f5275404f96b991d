package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.JsonObjectParser;

/** Candidates among the writes of a dry run, which are those of the blocking query. */
class CandidateOverlayTest {
    @ParameterizedTest
    @CsvSource({
        "2027-05-01, '', 2027-05-01, '', true",
        "2027-05-01, '', 2027-06-01, '', false",
        "2027-05-01, 17, 2027-06-01, 17, true",
        "2027-05-01, 17, 2028-06-01, 17, false",
        "2027-05-01, -, 2027-06-01, -, false",
        "2027-05-01, EST, 2027-06-01, EST, false"
    })
    void a_competition_is_a_candidate_by_its_days_or_by_a_usable_national_id(
            String day, String nationalId, String otherDay, String otherNationalId, boolean candidate) {
        Competition written = new Competition();
        written.apply(data(day, nationalId).withId(UUID.randomUUID()), "cup", "", Instant.EPOCH);
        CandidateOverlay overlay = new CandidateOverlay();
        overlay.put(written);
        assertThat(overlay.apply(MatchFeatures.of(data(otherDay, otherNationalId)), List.of()))
                .hasSize(candidate ? 1 : 0);
        overlay.remove(written);
        assertThat(overlay.apply(MatchFeatures.of(data(day, nationalId)), List.of()))
                .isEmpty();
    }

    private static CompetitionData data(String day, String nationalId) {
        String json = "{\"full_name\":\"Cup\",\"country_id\":\"EST\",\"date\":\"%s\",\"national_id\":\"%s\"}"
                .formatted(day, nationalId);
        return CompetitionParser.parse(JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8)));
    }
}
