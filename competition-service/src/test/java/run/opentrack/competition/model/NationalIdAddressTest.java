package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class NationalIdAddressTest {
    private static final NationalIdAddress ADDRESS = new NationalIdAddress("EST", 2027, "A/17");
    private static final String MEMBERS = "{'full_name':'Cup','date':'2027-05-01'%s}";

    @ParameterizedTest
    @CsvSource({"17, true", "EST-17, true", "東京, true", "EST, false", "-, false", "–, false", "'', false"})
    void a_national_id_has_a_letter_or_digit_and_is_not_the_country(String id, boolean usable) {
        assertThat(NationalIdAddress.isUsable(id, "EST")).isEqualTo(usable);
    }

    @Test
    void a_path_is_encoded_and_trimmed_of_invisible_characters() {
        assertThat(NationalIdAddress.parse("EST", "2027", " A/1 ä%\u200b")).isEqualTo(address("A/1 ä%"));
        assertThat(address("A/1 ä%").path())
                .isEqualTo("/api/v1/competitions/by-national-id/EST/2027/A%2F1%20%C3%A4%25");
    }

    @Test
    void a_path_is_trimmed_in_each_segment_and_composed() {
        assertThat(NationalIdAddress.parse("EST\u00a0", "\u200b2027", "E\u0301/1"))
                .isEqualTo(address("\u00c9/1"));
    }

    @ParameterizedTest
    @CsvSource({
        "GER, 2027, 17, country_id",
        "est, 2027, 17, country_id",
        "EST, 1895, 17, year",
        "EST, 2101, 17, year",
        "EST, 27, 17, year",
        "EST, x, 17, year",
        "EST, 2027, -, national_id",
        "EST, 2027, EST, national_id",
        "EST, 2027, a\u200bb, national_id",
        "EST, 2027, a\ufffd, national_id",
        "EST, 2027, a\u0000b, national_id"
    })
    void an_invalid_segment_is_a_422(String country, String year, String id, String violated) {
        assertViolations(() -> NationalIdAddress.parse(country, year, id), "path." + violated);
    }

    @Test
    void all_invalid_segments_are_reported() {
        assertViolations(
                () -> NationalIdAddress.parse("X", "1", "x".repeat(201)),
                "path.country_id",
                "path.year",
                "path.national_id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''
            ,'country_id':'EST','year':2027,'national_id':'A/17'
            ,'country_id':' EST ','year':'2027','national_id':' A/17'
            ,'country_id':null,'national_id':null
            ,'country_id':'','national_id':''
            """)
    void members_of_the_address_may_be_missing_and_agree_otherwise(String members) {
        CompetitionData data = CompetitionParser.parse(ADDRESS, members(MEMBERS.formatted(members)));
        assertThat(NationalIdAddress.of(data)).isEqualTo(ADDRESS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,'country_id':'FIN'      | body.country_id
            ,'country_id':'GER'      | body.country_id
            ,'year':2026             | body.year
            ,'national_id':'a/17'    | body.national_id
            ,'national_id':17        | body.national_id
            """)
    void members_that_disagree_with_the_address_are_a_422(String members, String violated) {
        assertViolations(() -> CompetitionParser.parse(ADDRESS, members(MEMBERS.formatted(members))), violated);
        assertViolations(
                () -> CompetitionParser.checkChange(ADDRESS, members("{'city':'x'" + members + "}")), violated);
    }

    @Test
    void a_change_may_repeat_the_id_and_the_address_but_not_empty_it() {
        CompetitionParser.checkChange(
                ADDRESS,
                members("{'id':'ebd3ec4b-4782-41ca-9895-3c298971c711','country_id':'EST','national_id':'A/17'}"));
        assertViolations(
                () -> CompetitionParser.checkChange(ADDRESS, members("{'national_id':null}")), "body.national_id");
        assertViolations(
                () -> CompetitionParser.checkChange(ADDRESS, members("{'country_id':null}")), "body.country_id");
    }

    @Test
    void the_key_is_kept_with_its_national_id_only() {
        Competition competition = new Competition();
        CompetitionData data = CompetitionParser.parse(ADDRESS, members(MEMBERS.formatted("")));
        competition.apply(data, "cup", "", Instant.EPOCH);
        competition.setAddressed(true);
        competition.apply(data, "other", "", Instant.EPOCH);
        assertThat(competition.nationalIdKey).isEqualTo("A/17");
        assertThat(competition.renderAnew(Instant.EPOCH).nationalIdKey).isEqualTo("A/17");
        competition.replaceTexts(text -> text.replace("A/17", ""));
        competition.apply(competition.toData(), "cup", "", Instant.EPOCH);
        assertThat(competition.nationalIdKey).isNull();
        competition.setAddressed(true);
        assertThat(competition.nationalIdKey).isNull();
    }

    @Test
    void a_national_id_of_an_older_release_is_composed_when_it_is_rendered_anew() {
        Competition stored = new Competition();
        stored.apply(
                CompetitionParser.parse(
                        NationalIdAddress.parse("EST", "2027", "E\u0301-1"), members(MEMBERS.formatted(""))),
                "cup",
                "",
                Instant.EPOCH);
        assertThat(stored.nationalId).isEqualTo("\u00c9-1");
        stored.nationalId = "E\u0301-1";
        Competition anew = stored.renderAnew(Instant.EPOCH);
        assertThat(anew.nationalId).isEqualTo("\u00c9-1");
        assertThat(anew.rendered).contains("\u00c9-1");
    }

    private static NationalIdAddress address(String id) {
        return new NationalIdAddress("EST", 2027, id);
    }

    private static Map<String, JsonMember> members(String json) {
        return JsonObjectParser.members(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static void assertViolations(Runnable parser, String... violated) {
        assertThatThrownBy(parser::run).isInstanceOfSatisfying(ApiException.class, error -> {
            assertThat(error.status()).isEqualTo(422);
            List<String> places = ((List<?>) error.detail())
                    .stream()
                            .map(violation -> ((Violation) violation).loc().get(0) + "."
                                    + ((Violation) violation).loc().get(1))
                            .distinct()
                            .toList();
            assertThat(places).containsExactly(violated);
        });
    }
}
