package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.write.NationalIdRepository.Addressed;
import run.opentrack.http.error.ApiException;

/** Comparison of a PUT with the stored competition, and the check of its address under the lock. */
class NationalIdWriteTest {
    private static final NationalIdAddress ADDRESS = new NationalIdAddress("EST", 2027, "17");
    private static final String MEMBERS = "\"full_name\":\"Cup\",\"date\":\"2027-05-01\"";

    private final Competition stored = TestData.stored(data(""));

    @Test
    void equal_content_is_unchanged_and_has_the_stored_bytes() {
        var unchanged = put("").unchanged(addressed("cup", false));
        assertThat(unchanged.unchanged()).isTrue();
        assertThat(unchanged.status()).isEqualTo(200);
        assertThat(unchanged.body()).isEqualTo(stored.rendered);
        assertThat(unchanged.etag()).isEqualTo(stored.etag);
        assertThat(unchanged.id()).isEqualTo(stored.id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"city":"Tartu"
            ,"slug":"other"
            ,"id":"ebd3ec4b-4782-41ca-9895-3c298971c711"
            """)
    void other_content_is_not(String members) {
        assertThat(put(members).unchanged(addressed("cup", true))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"cup, cup-2, true, true", "cup, cup-2, false, false", "cup, cup-1, true, false", "c, cup, true, false"})
    void a_slug_keeps_its_number_while_the_slug_is_taken(String sent, String slug, boolean taken, boolean unchanged) {
        stored.slug = slug;
        stored.rendered = stored.rendered.replace("\"slug\":\"cup\"", "\"slug\":\"" + slug + "\"");
        stored.etag = Competition.etagOf(stored.rendered);
        assertThat(put(",\"slug\":\"" + sent + "\"").unchanged(addressed(slug, taken)) != null)
                .isEqualTo(unchanged);
    }

    @Test
    void an_override_token_is_evaluated_under_the_lock() {
        CompetitionData data = data("");
        NationalIdWrite write =
                new NationalIdWrite(TestData.CALLER, ADDRESS, data, null, "t", null, Preconditions.NONE, null, 0);
        assertThat(write.unchanged(addressed("cup", false))).isNull();
    }

    @Test
    void a_put_of_the_members_of_a_cancelled_competition_changes_nothing() {
        stored.setStatus(stored.status().apply(new CompetitionStatus.Change("cancelled", ""), Instant.EPOCH));
        stored.apply(stored.toData(), "cup", "", Instant.EPOCH);
        assertThat(put("").unchanged(addressed("cup", false)).etag())
                .isEqualTo(stored.etag)
                .contains("-");
    }

    @Test
    void a_put_replaces_all_members_but_id_and_slug() {
        CompetitionData before = data(",\"city\":\"Tartu\",\"id\":\"ebd3ec4b-4782-41ca-9895-3c298971c711\"")
                .with(stored.id, "kept");
        CompetitionData after =
                put(",\"address\":\"Street\"").change(stored.id, false).change().apply(before);
        assertThat(after.city()).isEmpty();
        assertThat(after.address()).isEqualTo("Street");
        assertThat(after.id()).isEqualTo(stored.id);
        assertThat(after.slug()).isEqualTo("kept");
        var other = put(",\"id\":\"ebd3ec4b-4782-41ca-9895-3c298971c711\"").change(stored.id, false);
        assertThatThrownBy(() -> other.change().apply(before)).hasMessageContaining("422");
    }

    @Test
    void an_address_that_leads_elsewhere_under_the_lock_is_looked_up_again() {
        ChangeRequest change = put("").change(stored.id, false);
        change.requireAddress(stored, stored.id);
        assertThatThrownBy(() -> change.requireAddress(stored, null)).isSameAs(UpsertService.OVERTAKEN);
        assertThatThrownBy(() -> change.requireAddress(null, UUID.randomUUID())).isSameAs(UpsertService.OVERTAKEN);
    }

    @Test
    void a_competition_is_adopted_unless_it_or_another_has_a_national_id() {
        ChangeRequest adoption = put("").change(stored.id, true);
        adoption.requireAddress(stored, stored.id);
        adoption.requireAddress(stored, null);
        assertThatThrownBy(() -> adoption.requireAddress(stored, UUID.randomUUID()))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(409));
        stored.nationalId = "-";
        adoption.requireAddress(stored, null);
        stored.nationalId = "18";
        assertThatThrownBy(() -> adoption.requireAddress(stored, null)).hasMessageContaining("18");
    }

    private Addressed addressed(String slug, boolean slugTaken) {
        return new Addressed(stored.id, slug, stored.etag, true, stored.createdAt, slugTaken);
    }

    private static NationalIdWrite put(String members) {
        return new NationalIdWrite(
                TestData.CALLER, ADDRESS, data(members), null, null, null, Preconditions.NONE, null, 0);
    }

    private static CompetitionData data(String members) {
        return CompetitionParser.parse(ADDRESS, TestData.members("{" + MEMBERS + members + "}"));
    }
}
