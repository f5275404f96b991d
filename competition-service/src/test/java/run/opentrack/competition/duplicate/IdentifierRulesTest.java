package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierRulesTest {
    private static final String ID = "'national_id':'17'";

    @Test
    void a_national_id_is_unique_in_a_country_and_year() {
        assertThat(sameNationalId(ID, ID + ",'date':'2026-12-31'")).isTrue();
        assertThat(sameNationalId(ID, ID + ",'date':'2027-01-01'")).isFalse();
        assertThat(sameNationalId(ID, ID + ",'country_id':'LVA'")).isFalse();
        assertThat(sameNationalId(ID, "'national_id':'18'")).isFalse();
        assertThat(sameNationalId("'national_id':'-'", "'national_id':'-'")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/events/17, true",
        "https://example.org/?id=17, true",
        "https://example.org/calendar, false",
        "https://2026.example.org/, false"
    })
    void a_shared_page_counts_when_its_path_has_a_number(String page, boolean counts) {
        assertThat(shareLink("'website':'" + page + "'", "'website':'" + page + "'"))
                .isEqualTo(counts);
        assertThat(shareLink("'results_link':'" + page + "'", "'results_link':'" + page + "'"))
                .isEqualTo(counts);
    }

    @Test
    void different_pages_do_not_count() {
        assertThat(shareLink("'website':'https://example.org/17'", "'website':'https://example.org/18'"))
                .isFalse();
        assertThat(shareLink("", "")).isFalse();
    }

    @Test
    void a_shared_venue_counts() {
        String venue = "'venue_id':'00000000-0000-0000-0000-000000000017'";
        assertThat(shareLink(venue, venue)).isTrue();
        assertThat(shareLink(venue, "")).isFalse();
    }

    private static boolean sameNationalId(String one, String other) {
        return IdentifierRules.sameNationalId(Features.of("A", one), Features.of("B", other));
    }

    private static boolean shareLink(String one, String other) {
        return IdentifierRules.shareLink(Features.of("A", one), Features.of("B", other));
    }
}
