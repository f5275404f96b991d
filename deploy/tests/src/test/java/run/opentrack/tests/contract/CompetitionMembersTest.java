package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestCompetitions;

/** Table of competition members in the contract, row by row. */
class CompetitionMembersTest {
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description"
                            + " contact_details organiser_id website entry_link results_link override_token id year"
                            + " events")
                    .split(" "));

    @Test
    void every_response_has_the_26_members_in_order() {
        Response created = SUPERUSER.post(TestCompetitions.PATH, TestCompetitions.small("EST", "2027-03-01"));
        String path = ContractFixture.pathOf(created.json());
        JsonNode tested = READER.api()
                .post(TestCompetitions.PATH + "test", TestCompetitions.small("EST", "2027-03-01"))
                .json();
        JsonNode listed = READER.api()
                .get(TestCompetitions.PATH + "?slug="
                        + created.json().get("slug").asText())
                .json();
        for (JsonNode competition : List.of(
                created.json(),
                READER.api().get(path).json(),
                listed.get(0),
                tested.get("competition"),
                SUPERUSER.post(path, Map.of("city", "Tartu")).json(),
                SUPERUSER
                        .post(
                                TestCompetitions.PATH,
                                Map.of(
                                        "full_name",
                                                created.json().get("full_name").asText(),
                                        "country_id", "EST",
                                        "date", "2027-03-01"))
                        .json()
                        .get("detail")
                        .get("mathing_competitions")
                        .get(0))) {
            assertThat(competition.fieldNames()).toIterable().containsExactlyElementsOf(MEMBERS);
        }
    }

    @Test
    void absent_members_are_empty_texts_and_nulls() {
        String name = TestCompetitions.newName();
        String returned = SUPERUSER
                .post(TestCompetitions.PATH, Map.of("full_name", name, "country_id", "EST", "date", "2027-03-02"))
                .text();
        String id = Json.read(returned).get("id").asText();
        String slug = Json.read(returned).get("slug").asText();
        assertThat(returned).isEqualTo(("""
            {"full_name":"%s","short_name":"","slug":"%s","name_local":"","country_id":"EST","address":"",\
            "city":"","venue_id":null,"latitude":null,"longitude":null,"altitude":null,"date":"2027-03-02",\
            "finish_date":"2027-03-02","wa_rankings_category_id":null,"age_groups":null,"national_id":"",\
            "basic_description":"","contact_details":"","organiser_id":null,"website":null,"entry_link":null,\
            "results_link":null,"override_token":null,"id":"%s","year":2027,"events":null}\
            """).formatted(name, slug, id));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 10_000, textBlock = """
        full_name               | "  Spring Cup \\t"            | "Spring Cup"
        full_name               | "\u00a0Gala\u00a0"          | "Gala"
        full_name               | "Ω"                           | "Ω"
        full_name               | "Ⅻ Ｃｕｐ of Żabno 🏃"          | "Ⅻ Ｃｕｐ of Żabno 🏃"
        short_name              | null                          | ""
        short_name              | " Cup "                       | "Cup"
        name_local              | "Kevadkarikas"                | "Kevadkarikas"
        name_local              | null                          | ""
        address                 | "1 Road\\nTown\\tX"           | "1 Road\\nTown\\tX"
        city                    | null                          | ""
        city                    | "São João"                    | "São João"
        national_id             | null                          | ""
        national_id             | "\u200bN-7\u00a0"           | "N-7"
        national_id             | "N\u200b7"                   | rejected
        national_id             | 4711                          | "4711"
        basic_description       | "a\\r\\nb"                    | "a\\r\\nb"
        contact_details         | "x@example.org\\ty"           | "x@example.org\\ty"
        slug                    | "spring-cup-2027"             | "spring-cup-2027"
        slug                    | null                          | "spring-cup"
        slug                    | ""                            | "spring-cup"
        country_id              | "XKX"                         | "XKX"
        country_id              | " DEU "                       | "DEU"
        venue_id                | "EBD3EC4B47824 1CA"           | rejected
        venue_id                | "EBD3EC4B-4782-41CA-9895-3C298971C711" | "ebd3ec4b-4782-41ca-9895-3c298971c711"
        venue_id                | "ebd3ec4b478241ca98953c298971c711" | "ebd3ec4b-4782-41ca-9895-3c298971c711"
        venue_id                | ""                            | null
        organiser_id            | "19C654439B0F444DB8741E74D97310FB" | "19c65443-9b0f-444d-b874-1e74d97310fb"
        organiser_id            | null                          | null
        organiser_id            | ""                            | null
        latitude                | "20.123"                      | 20.123
        latitude                | " -90 "                       | -90
        latitude                | 90                            | 90
        latitude                | null                          | null
        longitude               | 180                           | 180
        longitude               | "-180.0"                      | -180
        altitude                | "1200.14"                     | 1200.14
        altitude                | -500                          | -500
        altitude                | 9000                          | 9000
        date                    | "2027-5-8"                    | "2027-05-08"
        date                    | "1896-04-06"                  | "1896-04-06"
        date                    | "2100-12-31"                  | "2100-12-31"
        finish_date             | "2028-05-08"                  | "2028-05-08"
        finish_date             | null                          | "2027-05-08"
        wa_rankings_category_id | 15                            | 15
        wa_rankings_category_id | "7"                           | 7
        wa_rankings_category_id | 32767                         | 32767
        wa_rankings_category_id | null                          | null
        wa_rankings_category_id | 10.0                          | 10
        wa_rankings_category_id | "OW"                          | 1
        wa_rankings_category_id | "DF"                          | 2
        wa_rankings_category_id | "GW"                          | 3
        wa_rankings_category_id | "GL"                          | 4
        wa_rankings_category_id | "A"                           | 5
        wa_rankings_category_id | "B"                           | 6
        wa_rankings_category_id | "C"                           | 7
        wa_rankings_category_id | "D"                           | 8
        wa_rankings_category_id | "E"                           | 9
        wa_rankings_category_id | "F"                           | 10
        age_groups              | ["U12,U14"]                   | ["U12,U14"]
        age_groups              | ["Men, women", "U20"]         | ["Men, women","U20"]
        age_groups              | []                            | []
        age_groups              | null                          | null
        website                 | "http://example.org"          | "http://example.org"
        website                 | "https://example.org/a?b=c#d" | "https://example.org/a?b=c#d"
        website                 | ""                            | ""
        entry_link              | null                          | null
        entry_link              | "HTTPS://EXAMPLE.ORG/"        | "HTTPS://EXAMPLE.ORG/"
        results_link            | "https://example.org:8443/x"  | "https://example.org:8443/x"
        override_token          | ""                            | null
        override_token          | null                          | null
        id                      | "868AADC8F9BB49BC952F25C16EADB69E" | "868aadc8-f9bb-49bc-952f-25c16eadb69e"
        id                      | null                          | null
        year                    | 2027                          | 2027
        year                    | "2027"                        | 2027
        year                    | null                          | 2027
        events                  | null                          | null
        events                  | []                            | []
        events                  | [ { "b" : 1.10, "a": 1e2, "a" :[ 1 , {} ] } ] | [{"b":1.10,"a":1e2,"a":[1,{}]}]
        competitors             | [{"name": "x"}]               | ignored
        """)
    void accepted_values_are_returned_normalized(String member, String sent, String returned) {
        String date = member.equals("date") ? "" : ",\"date\":\"2027-05-08\"";
        String year = member.equals("date") || member.equals("year") ? "" : ",\"year\":2027";
        String others = (member.equals("full_name") ? "" : ",\"full_name\":\"Spring Cup\"")
                + (member.equals("country_id") ? "" : ",\"country_id\":\"EST\"");
        Response response = tested("{\"" + member + "\":" + sent + others + date + year + "}");
        if (returned.equals("rejected")) {
            assertInvalid(response, "body." + member);
            return;
        }
        response.requireStatus(200);
        if (returned.equals("ignored")) {
            assertThat(response.json().get("ignored_fields").get(0).asText()).isEqualTo(member);
            assertThat(response.text()).doesNotContain(sent);
        } else {
            assertThat(response.text())
                    .contains("\"" + member + "\":" + returned + (member.equals("events") ? "}" : ","));
        }
    }

    @Test
    void an_exponent_over_999_is_rejected() {
        String body = "{\"full_name\":\"Cup\",\"country_id\":\"EST\",\"date\":\"2027-05-08\",\"events\":[{\"a\":%s}]}";
        for (String number : List.of("1e999", "-1.5E-0999")) {
            assertThat(tested(body.formatted(number)).text()).contains("[{\"a\":" + number + "}]");
        }
        for (String number : List.of("1e1000", "-1.5E-2147483648", "0e+0099999999999")) {
            Response response = tested(body.formatted(number));
            assertThat(response.status()).as(number).isEqualTo(422);
            assertThat(response.text()).contains("an exponent over 999");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        full_name               | null
        full_name               | ""
        full_name               | "   "
        full_name               | true
        full_name               | ["a"]
        full_name               | "a\\u0000b"
        full_name               | "a\\nb"
        full_name               | "a\\u0007b"
        full_name               | "\\ud800"
        short_name              | "a\\tb"
        short_name              | {}
        city                    | "a\\nb"
        address                 | "a\\u0000"
        basic_description       | "\\u001b"
        contact_details         | "\\udc00x"
        slug                    | "Spring Cup"
        slug                    | "spring_cup"
        slug                    | "frühling"
        country_id              | null
        country_id              | ""
        country_id              | "est"
        country_id              | "XXX"
        country_id              | "EE"
        country_id              | 233
        venue_id                | "no-uuid"
        venue_id                | 7
        organiser_id            | "19c65443-9b0f-444d-b874"
        id                      | "1"
        latitude                | 90.001
        latitude                | -91
        latitude                | "north"
        latitude                | true
        longitude               | 180.5
        longitude               | "-181"
        altitude                | -501
        altitude                | 9001
        altitude                | [1]
        date                    | null
        date                    | ""
        date                    | 20270508
        date                    | "08.05.2027"
        date                    | "2027-02-30"
        date                    | "1895-12-31"
        date                    | "2101-01-01"
        date                    | "2027-05-08T00:00:00Z"
        finish_date             | "2027-05-07"
        finish_date             | "2028-05-09"
        finish_date             | 20270509
        wa_rankings_category_id | 10.7
        wa_rankings_category_id | 0
        wa_rankings_category_id | 32768
        wa_rankings_category_id | "Z"
        wa_rankings_category_id | "1O"
        age_groups              | "U12"
        age_groups              | [12]
        age_groups              | ["a\\nb"]
        website                 | "ftp://example.org"
        website                 | "javascript:alert(1)"
        website                 | "www.example.org"
        entry_link              | "/entries"
        results_link            | "mailto:a@example.org"
        year                    | 2026
        year                    | "2028"
        year                    | 2027.5
        year                    | "soon"
        events                  | {}
        events                  | ["100m"]
        events                  | [{"a":"\\u0000"}]
        """)
    void wrong_values_are_rejected_with_the_name_of_the_member(String member, String sent) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-05-08");
        competition.put(member, "SENT");
        assertInvalid(tested(Json.text(competition).replace("\"SENT\"", sent)), "body." + member);
    }

    @ParameterizedTest
    @CsvSource({"GER,DEU", "SUI,CHE", "NED,NLD", "GRE,GRC", "POR,PRT", "DEN,DNK"})
    void ioc_code_is_rejected_with_the_iso_code(String ioc, String iso) {
        Response response = tested(Json.text(TestCompetitions.small(ioc, "2027-05-08")));
        assertInvalid(response, "body.country_id");
        assertThat(response.json().get("detail").get(0).get("msg").asText()).contains(iso);
    }

    @ParameterizedTest
    @CsvSource({"full_name,200", "slug,80"})
    void length_is_limited(String member, int maxLength) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-05-08");
        competition.put(member, "a".repeat(maxLength));
        tested(Json.text(competition)).requireStatus(200);
        competition.put(member, "a".repeat(maxLength + 1));
        assertInvalid(tested(Json.text(competition)), "body." + member);
    }

    @Test
    void length_counts_characters_after_trimming() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-05-08");
        competition.put("full_name", "  " + "🏃".repeat(200) + "  ");
        tested(Json.text(competition)).requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_name", "country_id", "date"})
    void three_members_are_required(String member) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-05-08");
        competition.remove(member);
        assertInvalid(tested(Json.text(competition)), "body." + member);
    }

    @Test
    void all_violations_are_reported_at_once() {
        Response response =
                tested("{\"country_id\":\"GER\",\"date\":5,\"latitude\":91,\"events\":1,\"website\":\"x\"}");
        assertInvalid(
                response,
                "body.full_name",
                "body.country_id",
                "body.date",
                "body.latitude",
                "body.events",
                "body.website");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        Œuvre & Ærø: Straße № 5!          | oeuvre-aero-strasse-no-5
        Πανελλήνιο Πρωτάθλημα             | panellinio-protathlima
        Łódź  Gdańsk                      | lodz-gdansk
        İstanbul Maratonu                 | istanbul-maratonu
        !!!                               | competition
        """)
    void slug_is_made_of_the_name_in_latin(String name, String slug) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-05-08");
        competition.put("full_name", name);
        String made = tested(Json.text(competition))
                .json()
                .get("competition")
                .get("slug")
                .asText();
        assertThat(made).matches("[a-z0-9-]{1,80}").isEqualTo(slug);
    }

    @Test
    void slug_is_unique_within_year_and_country_and_numbered() {
        String slug = "s" + System.nanoTime();
        for (String expected : List.of(slug, slug + "-2", slug + "-3")) {
            Map<String, Object> competition = TestCompetitions.small("EST", "2027-06-01");
            competition.put("slug", slug);
            assertThat(ContractFixture.create(competition).get("slug").asText()).isEqualTo(expected);
        }
        for (String[] elsewhere : new String[][] {{"FIN", "2027-06-01"}, {"EST", "2028-06-01"}}) {
            Map<String, Object> competition = TestCompetitions.small(elsewhere[0], elsewhere[1]);
            competition.put("slug", slug);
            assertThat(ContractFixture.create(competition).get("slug").asText()).isEqualTo(slug);
        }
    }

    @Test
    void given_id_is_used() {
        String id = java.util.UUID.randomUUID().toString();
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-06-02");
        competition.put("id", id);
        assertThat(ContractFixture.idOf(ContractFixture.create(competition))).isEqualTo(id);
    }

    @Test
    void stored_bytes_are_returned_unchanged_everywhere() {
        String slug = "b" + System.nanoTime();
        String created = SUPERUSER
                .post(TestCompetitions.PATH, """
                    {"full_name": "%s \\"q\\" \\\\ / é 🏃", "country_id": "EST", "date": "2027-06-03", "slug": "%s",
                     "address": "a\\nb", "latitude": 60.2905, "longitude": 0.0000001, "altitude": 60,
                     "age_groups": ["Men, women"], "events": [ {"z": 1.0, "a": "\\u00e9 \\/", "n": 1e-7} ]}\
                    """.formatted(TestCompetitions.newName(), slug))
                .text();
        assertThat(created).contains("\"events\":[{\"z\":1.0,\"a\":\"\\u00e9 \\/\",\"n\":1e-7}]", "\"altitude\":60,");
        String path = ContractFixture.pathOf(Json.read(created));
        assertThat(READER.api().get(path).text()).isEqualTo(created);
        assertThat(READER.api().get(TestCompetitions.PATH + "?slug=" + slug).text())
                .isEqualTo("[" + created + "]");
        assertThat(SUPERUSER.post(path, "{}").text()).isEqualTo(created);
    }

    private static Response tested(String body) {
        return READER.api().post(TestCompetitions.PATH + "test", body);
    }
}
