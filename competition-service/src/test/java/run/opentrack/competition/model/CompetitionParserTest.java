package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class CompetitionParserTest {
    private static final String ID = "ebd3ec4b-4782-41ca-9895-3c298971c711";

    @Test
    void name_country_and_date_are_enough() {
        CompetitionData data = parse("");
        assertThat(data.fullName()).isEqualTo("Cup");
        assertThat(data.countryId()).isEqualTo("EST");
        assertThat(data.date()).isEqualTo(LocalDate.of(2027, 5, 8));
        assertThat(data.year()).isEqualTo(2027);
    }

    @Test
    void absent_members_take_the_defaults_of_the_contract() {
        CompetitionData data = parse("");
        assertThat(List.of(data.shortName(), data.nameLocal(), data.address(), data.city(), data.nationalId()))
                .containsOnly("");
        assertThat(List.of(data.basicDescription(), data.contactDetails())).containsOnly("");
        assertThat(new Object[] {
                    data.slug(), data.venueId(), data.latitude(), data.ageGroups(), data.website(), data.id()
                })
                .containsOnlyNulls();
        assertThat(data.events()).isNull();
    }

    @Test
    void the_finish_date_is_the_date_unless_given() {
        assertThat(parse("").finishDate()).isEqualTo("2027-05-08");
        assertThat(parse(", \"finish_date\": null").finishDate()).isEqualTo("2027-05-08");
        assertThat(parse(", \"finish_date\": \"2027-05-10\"").finishDate()).isEqualTo("2027-05-10");
    }

    @Test
    void every_missing_required_member_is_reported() {
        assertThat(messagesOf("{}"))
                .isEqualTo(Map.of(
                        "full_name", "field required", "country_id", "field required", "date", "field required"));
    }

    @Test
    void all_violations_are_reported_at_once() {
        assertThat(messages(", \"latitude\": 91, \"slug\": \"A B\", \"website\": \"x\", \"year\": 2028"))
                .containsOnlyKeys("latitude", "slug", "website", "year");
    }

    @Test
    void text_is_stripped_and_limited_in_code_points() {
        assertThat(parse(", \"city\": \"  Tartu \"").city()).isEqualTo("Tartu");
        assertThat(parse(", \"city\": \"" + "🏃".repeat(200) + "\"").city()).hasSize(400);
        assertThat(messages(", \"city\": \"" + "x".repeat(201) + "\"")).containsKey("city");
    }

    @Test
    void full_name_has_a_visible_character_and_no_white_space_around() {
        String rest = ", \"country_id\": \"EST\", \"date\": \"2027-05-08\"}";
        for (String blank : List.of("\u00a0", "\u200b", "\ufeff", "\u2060", "\u3164\u0301")) {
            assertThat(messagesOf("{\"full_name\": \"" + blank + "\"" + rest)).containsOnlyKeys("full_name");
        }
        assertThat(parse(", \"short_name\": \"\u00a0Gala\u00a0\"").shortName()).isEqualTo("Gala");
    }

    @ParameterizedTest
    @CsvSource({
        "national_id, N-7",
        "slug, gala-2027",
        "venue_id, ebd3ec4b-4782-41ca-9895-3c298971c711",
        "id, ebd3ec4b-4782-41ca-9895-3c298971c711",
        "website, https://example.org/gala",
        "year, 2027",
        "finish_date, 2027-05-08"
    })
    void invisible_characters_around_an_identifier_are_removed_and_rejected_inside(String member, String value) {
        for (String invisible : List.of("\u00a0", "\u200b", "\ufeff")) {
            assertThat(parse(", \"%s\": \"%s%s%s\"".formatted(member, invisible, value, invisible)))
                    .isEqualTo(parse(", \"%s\": \"%s\"".formatted(member, value)));
            String inside = value.substring(0, 2) + invisible + value.substring(2);
            assertThat(messages(", \"%s\": \"%s\"".formatted(member, inside))).containsOnlyKeys(member);
        }
    }

    @Test
    void text_of_invisible_characters_is_empty() {
        for (String member : List.of("city", "address", "short_name", "name_local", "contact_details")) {
            assertThat(parse(", \"" + member + "\": \"\u200b\u00a0\"")).isEqualTo(parse(""));
        }
    }

    @Test
    void national_id_is_composed() {
        assertThat(parse(", \"national_id\": \"E\u0301-1\"").nationalId()).isEqualTo("\u00c9-1");
        assertThat(messages(", \"national_id\": \"" + "\u0958".repeat(101) + "\""))
                .containsOnlyKeys("national_id");
    }

    @Test
    void line_breaks_are_valid_in_long_texts_only() {
        assertThat(parse(", \"basic_description\": \"a\\nb\"").basicDescription())
                .isEqualTo("a\nb");
        assertThat(messages(", \"city\": \"a\\nb\"")).containsOnlyKeys("city");
    }

    @ParameterizedTest
    @CsvSource({
        "latitude, -90, 90",
        "longitude, -180, 180",
        "altitude, -500, 9000",
    })
    void coordinates_are_limited_at_both_ends(String member, int min, int max) {
        assertThat(parse(", \"" + member + "\": " + min)).isNotNull();
        assertThat(parse(", \"" + member + "\": \"" + max + "\"")).isNotNull();
        assertThat(messages(", \"" + member + "\": " + min + ".001"))
                .isEqualTo(min < 0 ? Map.of(member, range(min, max)) : Map.of());
        assertThat(messages(", \"" + member + "\": " + max + ".001")).isEqualTo(Map.of(member, range(min, max)));
    }

    private static String range(int min, int max) {
        return "must be from " + min + " to " + max;
    }

    @Test
    void negative_zero_becomes_zero() {
        assertThat(parse(", \"latitude\": -0.0").latitude()).isEqualTo(0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"north\"", "\"0x1\"", "[]", "{}", "\"1,5\""})
    void a_coordinate_must_be_a_number_or_its_digits(String json) {
        assertThat(messages(", \"latitude\": " + json)).isEqualTo(Map.of("latitude", "must be a number"));
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "10.0, 10", "'\"10\"', 10", "'\"DF\"', 2", "'\"df\"', 2", "'\"OW\"', 1"})
    void a_ranking_category_is_a_number_or_a_code(String json, int number) {
        assertThat(parse(", \"wa_rankings_category_id\": " + json).waRankingsCategoryId())
                .isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "32768", "10.7", "\"Z\"", "true"})
    void an_unknown_ranking_category_is_rejected(String json) {
        assertThat(messages(", \"wa_rankings_category_id\": " + json)).containsOnlyKeys("wa_rankings_category_id");
    }

    @Test
    void an_empty_optional_value_means_none() {
        CompetitionData data = parse(", \"venue_id\": \"\", \"latitude\": \" \", \"wa_rankings_category_id\": \"\","
                + " \"slug\": \"\", \"organiser_id\": null");
        assertThat(new Object[] {
                    data.venueId(), data.latitude(), data.waRankingsCategoryId(), data.slug(), data.organiserId()
                })
                .containsOnlyNulls();
    }

    @Test
    void a_uuid_is_read_with_and_without_hyphens() {
        assertThat(parse(", \"venue_id\": \"EBD3EC4B478241CA98953C298971C711\"").venueId())
                .isEqualTo(UUID.fromString(ID));
        assertThat(messages(", \"venue_id\": \"7\"")).isEqualTo(Map.of("venue_id", "is not a valid UUID"));
    }

    @Test
    void a_slug_has_at_most_80_ascii_characters() {
        String longest = "a".repeat(80);
        assertThat(parse(", \"slug\": \"" + longest + "\"").slug()).isEqualTo(longest);
        assertThat(messages(", \"slug\": \"a" + longest + "\"")).containsOnlyKeys("slug");
    }

    @Test
    void a_rejected_slug_comes_with_a_valid_suggestion() {
        assertThat(messages(", \"slug\": \"Älve Löb\"").get("slug")).endsWith("did you mean alve-lob?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"est", "GER", "XXX", "Estonia"})
    void a_country_must_be_an_iso_code(String code) {
        assertThat(messagesOf("{\"full_name\": \"Cup\", \"country_id\": \"" + code + "\", \"date\": \"2027-05-08\"}"))
                .containsOnlyKeys("country_id");
    }

    @ParameterizedTest
    @CsvSource({"1896-01-01", "2100-12-31", "2027-5-8"})
    void a_date_in_the_supported_years_is_kept(String date) {
        assertThat(withDate('"' + date + '"')).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1895-12-31", "2101-01-01"})
    void a_date_outside_the_supported_years_is_rejected(String date) {
        assertThat(withDate('"' + date + '"')).isEqualTo(Map.of("date", "must be in the years 1896 to 2100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2027-02-29\"", "20270508", "\"tomorrow\"", "{}", "true"})
    void a_date_must_exist_and_be_written_as_text(String json) {
        assertThat(withDate(json)).isEqualTo(Map.of("date", "must be an existing date, YYYY-MM-DD"));
    }

    @Test
    void a_date_in_another_notation_comes_with_a_suggestion() {
        assertThat(withDate("\"8.5.2027\""))
                .isEqualTo(Map.of("date", "must be an existing date, YYYY-MM-DD; did you mean 2027-05-08?"));
    }

    @Test
    void a_competition_lasts_at_most_366_days_more_than_one() {
        assertThat(messages(", \"finish_date\": \"2028-05-08\"")).isEmpty();
        assertThat(messages(", \"finish_date\": \"2028-05-09\""))
                .isEqualTo(Map.of("finish_date", "must be at most 366 days after date"));
        assertThat(messages(", \"finish_date\": \"2027-05-07\""))
                .isEqualTo(Map.of("finish_date", "must not be before date, 2027-05-08"));
    }

    @Test
    void a_given_year_must_be_the_year_of_the_date() {
        assertThat(messages(", \"year\": \"2027\"")).isEmpty();
        assertThat(messages(", \"year\": 2026")).isEqualTo(Map.of("year", "must be the year of date, 2027"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/a?b=c#d", "HTTP://example.org", "", "http://a:8080"})
    void a_link_is_an_absolute_http_url_or_empty(String link) {
        assertThat(parse(", \"website\": \"" + link + "\"").website()).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:x", "ftp://example.org", "//example.org", "https://a b"})
    void any_other_link_is_rejected_without_a_suggestion(String link) {
        assertThat(messages(", \"website\": \"" + link + "\""))
                .isEqualTo(Map.of("website", "must be an absolute http or https URL"));
    }

    @Test
    void a_link_without_a_scheme_comes_with_a_suggestion() {
        assertThat(messages(", \"website\": \"www.example.org\"").get("website"))
                .endsWith("; did you mean https://www.example.org?");
    }

    @Test
    void age_groups_are_at_most_100_texts_of_200_characters() {
        assertThat(parse(", \"age_groups\": [\" U14,U16 \", \"SEN\"]").ageGroups())
                .containsExactly("U14,U16", "SEN");
        assertThat(parse(ageGroups("x", 100)).ageGroups()).hasSize(100);
        assertThat(messages(ageGroups("x", 101))).containsOnlyKeys("age_groups");
        assertThat(messages(ageGroups("x".repeat(201), 1))).containsOnlyKeys("age_groups");
        assertThat(messages(", \"age_groups\": [1]")).containsOnlyKeys("age_groups");
        assertThat(messages(", \"age_groups\": \"U14\"")).containsOnlyKeys("age_groups");
    }

    private static String ageGroups(String group, int count) {
        return ", \"age_groups\": [" + ("\"" + group + "\",").repeat(count - 1) + "\"" + group + "\"]";
    }

    @Test
    void events_keep_their_json_without_blanks_between_tokens() {
        assertThat(parse(", \"events\": [ {\"code\" : \"100 m\", \"wind\": 1.50} ]")
                        .events())
                .isEqualTo("[{\"code\":\"100 m\",\"wind\":1.50}]");
    }

    @Test
    void events_are_at_most_2000_objects_and_64_kib_as_json() {
        assertThat(messages(", \"events\": [" + "{},".repeat(1_999) + "{}]")).isEmpty();
        assertThat(messages(", \"events\": [" + "{},".repeat(2_000) + "{}]")).containsOnlyKeys("events");
        String prefix = ", \"events\": [ {\"ä\": \"";
        int overhead = "[{\"ä\":\"\"}]".getBytes(StandardCharsets.UTF_8).length;
        assertThat(messages(prefix + "x".repeat((1 << 16) - overhead) + "\"} ]"))
                .isEmpty();
        assertThat(messages(prefix + "x".repeat((1 << 16) - overhead + 1) + "\"} ]"))
                .isEqualTo(Map.of("events", "must have at most 65536 bytes as JSON"));
        assertThat(messages(prefix + "ü".repeat(1 << 15) + "\"} ]")).containsOnlyKeys("events");
        assertThat(messages(", \"events\": [1]")).isEqualTo(Map.of("events", "must be a list of objects"));
        assertThat(messages(", \"events\": [{\"a\": \"\\u0000\"}]")).containsOnlyKeys("events");
    }

    @Test
    void a_change_keeps_what_is_not_sent() {
        CompetitionData previous =
                parse(", \"city\": \"Tartu\", \"events\": [{}]").withId(UUID.fromString(ID));
        CompetitionData changed = CompetitionParser.parseChange(previous, members("{\"full_name\": \"Gala\"}"));
        assertThat(changed.fullName()).isEqualTo("Gala");
        assertThat(changed.city()).isEqualTo("Tartu");
        assertThat(changed.events()).isEqualTo("[{}]");
        assertThat(changed.id()).isEqualTo(previous.id());
    }

    @Test
    void the_members_of_a_change_are_valid_or_not_without_the_stored_competition() {
        UUID id = UUID.fromString(ID);
        assertThat(CompetitionParser.parseCountryOfChange(id, members("{\"finish_date\": \"2027-05-09\"}")))
                .isNull();
        assertThat(CompetitionParser.parseCountryOfChange(
                        id, members("{\"country_id\": \"FIN\", \"year\": 2027, \"id\": \"" + ID + "\"}")))
                .isEqualTo("FIN");
        for (String invalid : List.of(
                "{\"full_name\": null}",
                "{\"country_id\": \"GER\"}",
                "{\"date\": \"2027-05-09\", \"finish_date\": \"2027-05-08\"}",
                "{\"id\": \"" + UUID.randomUUID() + "\"}",
                "{\"events\": [{\"a\": \"" + "x".repeat(1 << 16) + "\"}]}")) {
            assertThatThrownBy(() -> CompetitionParser.parseCountryOfChange(id, members(invalid)))
                    .isInstanceOf(ApiException.class);
        }
    }

    @Test
    void events_that_were_stored_before_their_limit_survive_a_change_of_others() {
        String events = "[{\"a\":\"" + "x".repeat(1 << 17) + "\"}]";
        Competition stored = new Competition();
        stored.apply(parse("").withId(UUID.fromString(ID)), "cup", "", Instant.EPOCH);
        stored.events = events;
        assertThat(CompetitionParser.parseChange(stored.toData(), members("{\"city\": \"Tartu\"}"))
                        .events())
                .isEqualTo(events);
    }

    @Test
    void a_changed_date_must_not_pass_the_kept_finish_date() {
        CompetitionData previous = parse("");
        assertThatThrownBy(() -> CompetitionParser.parseChange(previous, members("{\"date\": \"2027-05-09\"}")))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void a_change_cannot_move_to_another_id() {
        CompetitionData previous = parse("").withId(UUID.fromString(ID));
        assertThat(CompetitionParser.parseChange(previous, members("{\"id\": \"" + ID + "\"}"))
                        .id())
                .isEqualTo(previous.id());
        ApiException rejected = catchThrowableOfType(
                ApiException.class,
                () -> CompetitionParser.parseChange(previous, members("{\"id\": \"" + UUID.randomUUID() + "\"}")));
        assertThat(messages(rejected)).isEqualTo(Map.of("id", "cannot be changed"));
    }

    @Test
    void a_required_member_cannot_be_removed_by_a_change() {
        CompetitionData previous = parse("");
        assertThatThrownBy(() -> CompetitionParser.parseChange(previous, members("{\"full_name\": null}")))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void an_empty_override_token_is_none() {
        assertThat(CompetitionParser.overrideToken(members("{\"override_token\": \"\"}")))
                .isNull();
        assertThat(CompetitionParser.overrideToken(members("{}"))).isNull();
        assertThat(CompetitionParser.overrideToken(members("{\"override_token\": \"t\"}")))
                .isEqualTo("t");
        assertThat(messages(", \"override_token\": \"" + "e".repeat(100_000) + "\""))
                .isEmpty();
        assertThat(messages(", \"override_token\": \"" + "e".repeat(100_001) + "\""))
                .containsOnlyKeys("override_token");
    }

    @Test
    void unknown_members_are_listed_in_order() {
        assertThat(CompetitionParser.unknownMembers(members("{\"zip\": 1, \"city\": 2, \"colour\": 3}")))
                .containsExactly("colour", "zip");
    }

    private static CompetitionData parse(String more) {
        return CompetitionParser.parse(members(minimal(more)));
    }

    private static Map<String, String> messages(String more) {
        return messagesOf(minimal(more));
    }

    private static Map<String, String> withDate(String json) {
        return messagesOf("{\"full_name\": \"Cup\", \"country_id\": \"EST\", \"date\": " + json + "}");
    }

    private static String minimal(String more) {
        return "{\"full_name\": \"Cup\", \"country_id\": \"EST\", \"date\": \"2027-05-08\"" + more + "}";
    }

    private static Map<String, JsonMember> members(String json) {
        return JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The message of each rejected member. */
    private static Map<String, String> messagesOf(String json) {
        try {
            CompetitionParser.parse(members(json));
            return Map.of();
        } catch (ApiException exception) {
            return messages(exception);
        }
    }

    private static Map<String, String> messages(ApiException exception) {
        assertThat(exception.status()).isEqualTo(422);
        return ((List<?>) exception.detail())
                .stream()
                        .map(Violation.class::cast)
                        .collect(Collectors.toMap(
                                violation -> violation.loc().get(1).toString(), Violation::msg));
    }
}
