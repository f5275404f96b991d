package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class FilterParserTest {
    private static final String ID = "ebd3ec4b-4782-41ca-9895-3c298971c711";

    @Test
    void no_parameters_filter_nothing() {
        CompetitionFilter filter = FilterParser.parse(Map.of());
        assertThat(filter.countries()).isEmpty();
        assertThat(filter.limit()).isNull();
        assertThat(filter.fromDate()).isNull();
    }

    @Test
    void unknown_parameters_are_ignored() {
        assertThat(FilterParser.parse(Map.of("colour", List.of("")))).isEqualTo(FilterParser.parse(Map.of()));
    }

    @Test
    void countries_are_sorted_and_distinct() {
        assertThat(FilterParser.parse(Map.of("country", List.of("LVA", "EST", "LVA")))
                        .countries())
                .containsExactly("EST", "LVA");
    }

    @Test
    void the_last_of_several_values_counts() {
        assertThat(FilterParser.parse(Map.of("slug", List.of("a", "b"))).slug()).isEqualTo("b");
    }

    @Test
    void a_crosswalk_is_of_one_country_and_year() {
        assertThat(FilterParser.parseYear(Map.of("country", List.of(" EST"), "year", List.of("2027"))))
                .isEqualTo(new CalendarRange("EST", LocalDate.of(2027, 1, 1), LocalDate.of(2027, 12, 31)));
        ApiException error = catchThrowableOfType(
                ApiException.class, () -> FilterParser.parseYear(Map.of("country", List.of("GER"))));
        assertThat((List<?>) error.detail()).hasSize(2);
    }

    @Test
    void a_year_narrows_the_dates() {
        CompetitionFilter year = parse("year", "2027");
        assertThat(year.fromDate()).isEqualTo(LocalDate.of(2027, 1, 1));
        assertThat(year.toDate()).isEqualTo(LocalDate.of(2027, 12, 31));
        CompetitionFilter both = FilterParser.parse(
                Map.of("year", List.of("2027"), "from_date", List.of("2027-05-08"), "to_date", List.of("2028-01-01")));
        assertThat(both.fromDate()).isEqualTo(LocalDate.of(2027, 5, 8));
        assertThat(both.toDate()).isEqualTo(LocalDate.of(2027, 12, 31));
    }

    @Test
    void a_year_outside_the_dates_is_valid_and_finds_nothing() {
        CompetitionFilter filter =
                FilterParser.parse(Map.of("year", List.of("2026"), "from_date", List.of("2027-05-08")));
        assertThat(filter.fromDate()).isAfter(filter.toDate());
    }

    @Test
    void text_values_are_stripped() {
        assertThat(parse("national_id", " N-7 ").nationalId()).isEqualTo("N-7");
    }

    @Test
    void invisible_characters_around_a_value_are_removed_and_rejected_inside() {
        for (String invisible : List.of("\u00a0", "\u200b", "\ufeff")) {
            assertThat(parse("national_id", invisible + "N-7" + invisible).nationalId())
                    .isEqualTo("N-7");
            assertThat(parse("slug", "cup" + invisible).slug()).isEqualTo("cup");
            assertThat(parse("country", "EST" + invisible).countries()).containsExactly("EST");
            assertThat(parse("venue_id", ID + invisible).venueId()).isEqualTo(UUID.fromString(ID));
            assertThat(parse("age_group", "U14" + invisible).ageGroup()).isEqualTo("U14");
            assertThat(parse("year", invisible + "2027").fromDate()).isEqualTo(LocalDate.of(2027, 1, 1));
            assertThat(messages(Map.of("national_id", List.of("N" + invisible + "7"))))
                    .containsOnlyKeys("national_id");
            assertThat(messages(Map.of("q", List.of(invisible)))).isEqualTo(Map.of("q", "must not be empty"));
        }
    }

    @Test
    void typed_values_are_converted() {
        assertThat(parse("venue_id", ID.toUpperCase(Locale.ROOT)).venueId()).isEqualTo(UUID.fromString(ID));
        assertThat(parse("organiser_id", ID).organiserId()).isEqualTo(UUID.fromString(ID));
        assertThat(parse("from_date", "2027-5-8").fromDate()).isEqualTo(LocalDate.of(2027, 5, 8));
        assertThat(parse("updated_since", "2027-01-31T12:00:00+02:00").updatedSince())
                .isEqualTo(Instant.parse("2027-01-31T10:00:00Z"));
        assertThat(parse("wa_rankings_category_id", "df").waRankingsCategoryId())
                .isEqualTo(2);
        assertThat(parse("wa_rankings_category_id", "12").waRankingsCategoryId())
                .isEqualTo(12);
        assertThat(parse("age_group", "u14").ageGroup()).isEqualTo("U14");
    }

    @Test
    void search_text_becomes_a_prefix_query_without_operators() {
        assertThat(parse("q", "Älve | !Löb").searchQuery()).isEqualTo("'alve':* & 'lob':*");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1000, true", "0, false", "1001, false", "-1, false", "1.5, false", "many, false"})
    void a_limit_is_from_1_to_1000(String limit, boolean valid) {
        if (valid) {
            assertThat(parse("limit", limit).limit()).isEqualTo(Integer.valueOf(limit));
        } else {
            assertThat(messages(Map.of("limit", List.of(limit))))
                    .isEqualTo(Map.of("limit", "must be a whole number from 1 to 1000"));
        }
    }

    @ParameterizedTest
    @FieldSource("run.opentrack.competition.query.FilterParserPropertyTest#NAMES")
    void an_empty_value_is_rejected(String name) {
        assertThat(messages(Map.of(name, List.of(" ")))).isEqualTo(Map.of(name, "must not be empty"));
    }

    @Test
    void a_message_states_what_is_required() {
        assertThat(messages(Map.of(
                        "from_date", List.of("2027-02-30"),
                        "updated_since", List.of("yesterday"),
                        "after", List.of("x"),
                        "venue_id", List.of("7"))))
                .isEqualTo(Map.of(
                        "from_date", "must be an existing date, YYYY-MM-DD",
                        "updated_since", "must be an RFC 3339 timestamp, e.g. 2027-01-31T12:00:00Z",
                        "after", "is not a valid cursor",
                        "venue_id", "is not a valid UUID"));
    }

    @Test
    void unknown_statuses_and_members_are_rejected() {
        for (String unknown : List.of("off", "Cancelled", "cancelled,postponed")) {
            assertThat(messages(Map.of("status", List.of("cancelled", unknown))).get("status"))
                    .isEqualTo("must be one of scheduled, provisional, postponed, cancelled, finished, rescheduled");
        }
        for (String unknown : List.of("events", "Status", "status,", ",", "status etag")) {
            assertThat(messages(Map.of("include", List.of(unknown))).get("include"))
                    .isEqualTo("must be names out of status, etag, updated_at and national_ids, separated by commas");
        }
    }

    @Test
    void dates_must_be_in_order() {
        assertThat(messages(Map.of("from_date", List.of("2027-05-09"), "to_date", List.of("2027-05-08"))))
                .isEqualTo(Map.of("to_date", "must not be before from_date"));
    }

    @Test
    void every_wrong_country_is_reported_once() {
        ApiException exception = catchThrowableOfType(
                ApiException.class, () -> FilterParser.parse(Map.of("country", List.of("GER", "GER", "XXX", "EST"))));
        assertThat((List<?>) exception.detail()).hasSize(2);
    }

    @Test
    void a_long_or_unclean_country_is_not_repeated() {
        String message = messages(Map.of("country", List.of("x".repeat(300)))).get("country");
        assertThat(message).doesNotContain("xxx");
        assertThat(messages(Map.of("country", List.of("A\u0000B"))).get("country"))
                .doesNotContain("\u0000");
    }

    @Test
    void text_longer_than_500_characters_is_rejected() {
        assertThat(parse("slug", "x".repeat(500)).slug()).hasSize(500);
        assertThat(messages(Map.of("slug", List.of("x".repeat(501))))).containsOnlyKeys("slug");
    }

    @Test
    void a_search_without_a_word_is_rejected() {
        assertThat(messages(Map.of("q", List.of("-!?")))).containsOnlyKeys("q");
    }

    @ParameterizedTest
    @CsvSource({
        "country=EST&from_date=2027-01-01&to_date=2027-12-31, true",
        "country=EST&year=2027, true",
        "country=EST&from_date=2027-12-31&to_date=2028-01-01, true",
        "country=EST&from_date=2027-12-31&to_date=2036-01-01, true",
        "country=EST&from_date=2027-12-31&to_date=2037-01-01, false",
        "country=EST&from_date=2027-12-31, false",
        "country=EST&country=LVA&year=2027, false",
        "year=2027, false",
        "country=EST&year=2027&limit=5, false",
        "country=EST&year=2027&status=cancelled, false",
        "country=EST&year=2027&include=status, false",
        "country=EST&year=2026&from_date=2027-01-01, false",
    })
    void dates_of_one_country_in_at_most_ten_years_are_cacheable(String query, boolean cacheable) {
        Map<String, List<String>> parameters = Arrays.stream(query.split("&"))
                .map(parameter -> parameter.split("="))
                .collect(Collectors.groupingBy(
                        pair -> pair[0], Collectors.mapping(pair -> pair[1], Collectors.toList())));
        assertThat(FilterParser.parse(parameters).calendarRange() != null).isEqualTo(cacheable);
    }

    @Test
    void national_id_and_names_of_included_members_are_normalized() {
        assertThat(parse("national_id", "E\u0301-1").nationalId()).isEqualTo("\u00c9-1");
        assertThat(parse("include", "etag\u00a0,\u200bstatus").included())
                .containsExactly(IncludedMember.STATUS, IncludedMember.ETAG);
    }

    private static CompetitionFilter parse(String name, String value) {
        return FilterParser.parse(Map.of(name, List.of(value)));
    }

    private static Map<String, String> messages(Map<String, List<String>> query) {
        ApiException exception = catchThrowableOfType(ApiException.class, () -> FilterParser.parse(query));
        assertThat(exception.status()).isEqualTo(422);
        return ((List<?>) exception.detail())
                .stream()
                        .map(Violation.class::cast)
                        .collect(Collectors.toMap(
                                violation -> violation.loc().get(1).toString(), Violation::msg));
    }
}
