package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.CountryLockHolder;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** {@code POST /api/v1/competitions/}: duplicates, overrides, idempotency. */
class CreateTest {
    private static final String SAME = "A competition with the same name and date exists";
    private static final String SIMILAR = "A similar competition exists";
    private static final String SAME_ID = "A competition with the same id exists";

    @Test
    void created_competition_is_201_with_its_location() {
        Response response = ADMIN.api().post(TestCompetitions.PATH, TestCompetitions.small("EST", "2028-01-01"));
        response.requireStatus(201);
        String location = response.header("Location");
        assertThat(location).endsWith(TestCompetitions.PATH + idOf(response.json()));
        assertThat(location).doesNotContain(":808");
        Response found = READER.api().get(location.substring(location.indexOf("/api/")));
        assertThat(found.text()).isEqualTo(response.text());
    }

    @Test
    void the_slug_of_a_competition_with_the_nil_id_is_not_assigned_again() {
        String nil = "00000000-0000-0000-0000-000000000000";
        JsonNode existing = create(TestCompetitions.with(TestCompetitions.small("EST", "2028-01-07"), "id", nil));
        try {
            Map<String, Object> later = TestCompetitions.with(
                    TestCompetitions.small("EST", "2028-03-07"), "full_name", existing.get("full_name"));
            assertThat(create(later).get("slug").asText())
                    .isEqualTo(existing.get("slug").asText() + "-2");
        } finally {
            ADMIN.api().delete(TestCompetitions.PATH + nil);
        }
    }

    @Test
    void a_slug_that_20_000_of_a_year_have_gets_the_next_number_or_the_first_again() {
        String country = "IOT";
        TestDatabase database = new TestDatabase(TestSuites.shared());
        ApiClient api = new TestAccounts(TestSuites.shared())
                .withGroups("ADMIN_" + country)
                .api();
        try {
            CompetitionCopies.of(api, database, TestCompetitions.small(country, "1899-12-31"), 20_000);
            database.update("UPDATE opentrack.competition c SET year = 1900, date = '1900-01-01'::date + n.row % 365,"
                    + " finish_date = '1900-01-01'::date + n.row % 365,"
                    + " slug = CASE WHEN n.row = 1 THEN 'taken' ELSE 'taken-' || n.row END FROM (SELECT id,"
                    + " (row_number() OVER ())::int AS row FROM opentrack.competition WHERE country_id = '" + country
                    + "') n WHERE c.id = n.id");
            for (int number = 20_002; number < 20_005; number++) {
                assertThat(slugOfNew(api, country)).isEqualTo("taken-" + number);
            }
            database.update("DELETE FROM opentrack.competition WHERE slug = 'taken-20004'");
            assertThat(slugOfNew(api, country)).isEqualTo("taken-20004");
            database.update(
                    "DELETE FROM opentrack.competition WHERE country_id = '" + country + "' AND slug = 'taken'");
            assertThat(slugOfNew(api, country)).isEqualTo("taken");
        } finally {
            CompetitionCopies.remove(database, country);
        }
    }

    private static String slugOfNew(ApiClient api, String country) {
        Map<String, Object> competition =
                TestCompetitions.with(TestCompetitions.small(country, "1900-06-01"), "slug", "taken");
        return api.post(TestCompetitions.PATH, competition)
                .requireStatus(201)
                .json()
                .get("slug")
                .asText();
    }

    @Test
    void equal_name_and_date_is_the_documented_duplicate() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2028-01-03");
        JsonNode existing = create(competition);
        Response response = ADMIN.api().post(TestCompetitions.PATH, competition);
        JsonNode detail = assertDuplicate(response, SAME);
        assertThat(detail.get("mathing_competitions")).containsExactly(existing);
        JsonNode claims = claims(detail.get("override_token").asText());
        assertThat(claims.get("exp").asLong() - claims.get("nbf").asLong()).isEqualTo(3 * 86_400);
    }

    @Test
    void similar_name_is_a_duplicate_with_another_error() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2028-01-04");
        competition.put("full_name", "Narva Riverside Meeting");
        create(competition);
        competition.put("full_name", "Narva Riversde Meeting");
        assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, competition), SIMILAR);
    }

    @Test
    void taken_id_is_a_duplicate_in_another_country_too() {
        JsonNode existing = create(TestCompetitions.small("EST", "2028-01-06"));
        Map<String, Object> other = TestCompetitions.small("FIN", "2028-11-06");
        other.put("id", idOf(existing));
        JsonNode detail = assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, other), SAME_ID);
        assertThat(detail.get("mathing_competitions")).containsExactly(existing);
        Response overridden = overridden(ADMIN.api(), other, detail);
        overridden.requireStatus(201);
        assertThat(idOf(overridden.json())).isNotEqualTo(idOf(existing));
    }

    @Test
    void override_creates_with_a_fresh_id_and_a_free_slug() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2028-01-07");
        competition.put("id", UUID.randomUUID().toString());
        competition.put("slug", "override-" + System.nanoTime());
        create(competition);
        JsonNode detail = assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, competition), SAME);
        Response overridden = overridden(ADMIN.api(), competition, detail);
        overridden.requireStatus(201);
        assertThat(idOf(overridden.json())).isNotEqualTo(competition.get("id"));
        assertThat(overridden.json().get("slug").asText()).isEqualTo(competition.get("slug") + "-2");
        assertThat(overridden.json().get("override_token").isNull()).isTrue();
    }

    @Test
    void different_cities_or_distant_positions_are_different_competitions() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2028-01-11");
        create(TestCompetitions.with(competition, "city", "Tartu"));
        ADMIN.api()
                .post(TestCompetitions.PATH, TestCompetitions.with(competition, "city", "Pärnu"))
                .requireStatus(201);
        assertDuplicate(
                ADMIN.api().post(TestCompetitions.PATH, TestCompetitions.with(competition, "city", "TARTU")), SAME);
        String cityMissing = SAME + "; the city is missing in one of them";
        assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, competition), cityMissing);

        Map<String, Object> bilingual = TestCompetitions.small("FIN", "2028-01-11");
        create(TestCompetitions.with(bilingual, "city", "Porvoo"));
        assertDuplicate(
                ADMIN.api().post(TestCompetitions.PATH, TestCompetitions.with(bilingual, "city", "Borgå")), SAME);

        Map<String, Object> placed = TestCompetitions.small("EST", "2028-01-12");
        create(at(placed, 59.0, 25.0));
        assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, at(placed, 59.3, 25.0)), SAME);
        ADMIN.api().post(TestCompetitions.PATH, at(placed, 59.5, 25.0)).requireStatus(201);
        Map<String, Object> near = TestCompetitions.small("EST", "2028-01-13");
        create(TestCompetitions.with(at(near, 59.0, 25.0), "city", "Tallinn"));
        assertDuplicate(
                ADMIN.api().post(TestCompetitions.PATH, TestCompetitions.with(at(near, 59.01, 25.0), "city", "Nõmme")),
                SAME);
    }

    @Test
    void same_national_id_in_country_and_year_is_the_same_competition() {
        String nationalId = "E-" + System.nanoTime();
        JsonNode existing =
                create(TestCompetitions.with(TestCompetitions.small("EST", "2028-02-01"), "national_id", nationalId));
        JsonNode detail = assertDuplicate(
                ADMIN.api()
                        .post(
                                TestCompetitions.PATH,
                                TestCompetitions.with(
                                        TestCompetitions.small("EST", "2028-10-01"), "national_id", nationalId)),
                SIMILAR);
        assertThat(detail.get("mathing_competitions")).containsExactly(existing);
        for (String[] elsewhere : new String[][] {{"FIN", "2028-10-01"}, {"EST", "2029-10-01"}}) {
            create(TestCompetitions.with(
                    TestCompetitions.small(elsewhere[0], elsewhere[1]), "national_id", nationalId));
        }
        for (String none : new String[] {"EST", "-", "---", "."}) {
            create(TestCompetitions.with(TestCompetitions.small("EST", "2028-03-01"), "national_id", none));
            create(TestCompetitions.with(TestCompetitions.small("EST", "2028-09-01"), "national_id", none));
        }
    }

    @Test
    void a_repeated_create_with_a_national_id_reports_the_same_name_and_date() {
        Map<String, Object> competition = TestCompetitions.with(
                TestCompetitions.small("EST", "2028-02-02"), "national_id", "E-" + System.nanoTime());
        JsonNode existing = create(competition);
        JsonNode detail = assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, competition), SAME);
        assertThat(detail.get("mathing_competitions")).containsExactly(existing);
    }

    @Test
    void the_same_name_on_overlapping_days_is_similar() {
        Map<String, Object> competition =
                TestCompetitions.with(TestCompetitions.small("EST", "2028-05-01"), "finish_date", "2028-05-03");
        create(competition);
        Map<String, Object> later = TestCompetitions.with(competition, "date", "2028-05-03");
        assertDuplicate(ADMIN.api().post(TestCompetitions.PATH, later), SIMILAR);
    }

    @Test
    void idempotency_key_returns_the_stored_response() {
        ApiClient api = ADMIN.api().with("Idempotency-Key", UUID.randomUUID().toString());
        String body = Json.text(TestCompetitions.small("EST", "2028-04-01"));
        Response first = api.post(TestCompetitions.PATH, body);
        first.requireStatus(201);
        Response again = api.post(TestCompetitions.PATH, body);
        again.requireStatus(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertInvalid(
                api.post(TestCompetitions.PATH, TestCompetitions.small("EST", "2028-04-02")), "header.Idempotency-Key");
        ApiClient another = SUPERUSER.with("Idempotency-Key", "another-account");
        another.post(TestCompetitions.PATH, body).requireStatus(409);
    }

    @Test
    void idempotency_key_keeps_a_409_and_is_bound_to_the_body_without_its_override() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2028-04-03");
        JsonNode existing = create(competition);
        ApiClient api = ADMIN.api().with("Idempotency-Key", UUID.randomUUID().toString());
        JsonNode detail = assertDuplicate(api.post(TestCompetitions.PATH, competition), SAME);
        SUPERUSER.delete(ContractFixture.pathOf(existing));
        assertThat(assertDuplicate(api.post(TestCompetitions.PATH, competition), SAME))
                .isEqualTo(detail);
        assertInvalid(overridden(api, competition, detail), "header.Idempotency-Key");
    }

    @Test
    void second_request_in_flight_with_the_same_key_is_409() throws Exception {
        ApiClient api = ADMIN.api().with("Idempotency-Key", UUID.randomUUID().toString());
        String body = Json.text(TestCompetitions.small("EST", "2028-04-04"));
        try (var country = CountryLockHolder.of("EST")) {
            var first = CompletableFuture.supplyAsync(() -> api.post(TestCompetitions.PATH, body));
            country.awaitWaiter();
            assertRejected(api.post(TestCompetitions.PATH, body), 409, "Idempotency-Key");
            country.release();
            first.get().requireStatus(201);
        }
    }

    private static JsonNode assertDuplicate(Response response, String error) {
        response.requireStatus(409);
        JsonNode detail = response.json().get("detail");
        assertThat(detail.fieldNames()).toIterable().containsExactly("error", "override_token", "mathing_competitions");
        assertThat(detail.get("error").asText()).isEqualTo(error);
        return detail;
    }

    private static Response overridden(ApiClient api, Map<String, Object> competition, JsonNode detail) {
        String token = detail.get("override_token").asText();
        return api.post(TestCompetitions.PATH, TestCompetitions.with(competition, "override_token", token));
    }

    private static Map<String, Object> at(Map<String, Object> competition, double latitude, double longitude) {
        Map<String, Object> placed = new LinkedHashMap<>(competition);
        placed.put("latitude", latitude);
        placed.put("longitude", longitude);
        return placed;
    }

    private static JsonNode claims(String token) {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }
}
