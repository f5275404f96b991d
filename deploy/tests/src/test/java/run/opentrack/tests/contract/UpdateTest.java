package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.pathOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Updates, deletes, dry runs and history of a competition. */
class UpdateTest {
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private static final String FULL = """
        {"full_name": "%s", "short_name": "s", "slug": "%s", "name_local": "l", "country_id": "EST",
         "address": "a", "city": "c", "venue_id": "ebd3ec4b-4782-41ca-9895-3c298971c711", "latitude": 59.1,
         "longitude": 25.2, "altitude": 3, "date": "%s", "finish_date": "%s", "wa_rankings_category_id": 3,
         "age_groups": ["SEN"], "national_id": "%s", "basic_description": "b", "contact_details": "d",
         "organiser_id": "19c65443-9b0f-444d-b874-1e74d97310fb", "website": "https://w.example.org",
         "entry_link": "https://e.example.org/x", "results_link": "https://r.example.org/x", "events": [{"a":1}]}\
        """;

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void only_the_members_sent_change(String method) {
        JsonNode before = full("2029-01-01");
        Response response =
                ADMIN.api().send(method, pathOf(before), Json.bytes(Map.of("city", "Tartu", "altitude", 7)));
        response.requireStatus(200);
        ObjectNode expected = before.deepCopy();
        expected.put("city", "Tartu").put("altitude", 7);
        assertThat(response.json()).isEqualTo(expected);
        assertThat(READER.api().get(pathOf(before)).text()).isEqualTo(response.text());
        assertThat(response.header("ETag"))
                .isEqualTo(READER.api().get(pathOf(before)).header("ETag"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        short_name              | ''
        name_local              | ''
        address                 | ''
        city                    | ''
        national_id             | ''
        basic_description       | ''
        contact_details         | ''
        venue_id                | null
        latitude                | null
        longitude               | null
        altitude                | null
        wa_rankings_category_id | null
        age_groups              | null
        organiser_id            | null
        website                 | null
        entry_link              | null
        results_link            | null
        events                  | null
        """)
    void null_empties_a_member(String member, String emptied) {
        JsonNode before = full("2029-01-02");
        Response response = ADMIN.api().post(pathOf(before), Collections.singletonMap(member, null));
        response.requireStatus(200);
        ObjectNode expected = before.deepCopy();
        if (emptied.equals("null")) {
            expected.putNull(member);
        } else {
            expected.put(member, "");
        }
        assertThat(response.json()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full_name", "country_id", "date"})
    void null_for_a_required_member_is_422(String member) {
        JsonNode before = create(TestCompetitions.small("EST", "2029-01-03"));
        assertInvalid(ADMIN.api().post(pathOf(before), Collections.singletonMap(member, null)), "body." + member);
    }

    @Test
    void move_to_another_country_needs_both_rights() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-01-04"));
        assertRejected(ADMIN.api().post(pathOf(existing), Map.of("country_id", "LVA")), 403, "ADMIN_LVA");
        var latvian = ContractFixture.ACCOUNTS.withGroups("ADMIN_LVA");
        assertRejected(latvian.api().post(pathOf(existing), Map.of("country_id", "LVA")), 403, "ADMIN_EST");
        assertRejected(READER.api().post(pathOf(existing), Map.of("city", "x")), 403, "ADMIN_EST");
        ADMIN.api().post(pathOf(existing), Map.of("country_id", "FIN")).requireStatus(200);
    }

    @Test
    void result_must_be_valid_as_a_whole_and_year_follows_date() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-01-05"));
        assertInvalid(ADMIN.api().post(pathOf(existing), Map.of("date", "2029-01-06")), "body.finish_date");
        Response moved = ADMIN.api().post(pathOf(existing), Map.of("date", "2028-12-31", "finish_date", "2028-12-31"));
        assertThat(moved.json().get("year").asInt()).isEqualTo(2028);
        assertInvalid(ADMIN.api().post(pathOf(existing), Map.of("year", 2029)), "body.year");
    }

    @Test
    void slug_is_kept_unless_taken_there() {
        String slug = "kept-" + System.nanoTime();
        JsonNode existing = create(TestCompetitions.with(TestCompetitions.small("EST", "2029-01-06"), "slug", slug));
        Response renamed = ADMIN.api().post(pathOf(existing), Map.of("full_name", TestCompetitions.newName()));
        assertThat(renamed.json().get("slug").asText()).isEqualTo(slug);
        create(TestCompetitions.with(TestCompetitions.small("FIN", "2029-01-06"), "slug", slug));
        Response moved = ADMIN.api().post(pathOf(existing), Map.of("country_id", "FIN"));
        assertThat(moved.json().get("slug").asText()).isEqualTo(slug + "-2");
    }

    @Test
    void change_of_name_date_or_country_is_checked_for_duplicates() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-02-01"));
        String name = existing.get("full_name").asText();
        JsonNode otherName = create(TestCompetitions.small("EST", "2029-02-01"));
        JsonNode otherDate = create(named(TestCompetitions.small("EST", "2029-06-01"), name));
        JsonNode otherCountry = create(named(TestCompetitions.small("FIN", "2029-02-01"), name));
        Map<JsonNode, Map<String, Object>> changes = Map.of(
                otherName, Map.of("full_name", name),
                otherDate, Map.of("date", "2029-02-01", "finish_date", "2029-02-01"),
                otherCountry, Map.of("country_id", "EST"));
        changes.forEach((competition, change) -> {
            Response conflict = ADMIN.api().post(pathOf(competition), change);
            assertThat(conflict.status()).as(change + ": " + conflict).isEqualTo(409);
            JsonNode detail = conflict.json().get("detail");
            assertThat(detail.get("error").asText()).isEqualTo("A competition with the same name and date exists");
            assertThat(ContractFixture.texts(detail.get("mathing_competitions"), ContractFixture::idOf))
                    .contains(idOf(existing))
                    .doesNotContain(idOf(competition));
            String token = detail.get("override_token").asText();
            var otherContent =
                    TestCompetitions.with(TestCompetitions.with(change, "city", "x"), "override_token", token);
            assertInvalid(ADMIN.api().post(pathOf(competition), otherContent), "body.override_token");
        });
        String token = ADMIN.api()
                .post(pathOf(otherName), changes.get(otherName))
                .json()
                .get("detail")
                .get("override_token")
                .asText();
        Response overridden = ADMIN.api()
                .post(pathOf(otherName), TestCompetitions.with(changes.get(otherName), "override_token", token));
        overridden.requireStatus(200);
        assertThat(idOf(overridden.json())).isEqualTo(idOf(otherName));
    }

    @Test
    void change_of_other_members_is_not_checked() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2029-02-02");
        create(TestCompetitions.with(competition, "city", "Tartu"));
        JsonNode other = create(TestCompetitions.with(competition, "city", "Narva"));
        ADMIN.api().post(pathOf(other), Map.of("city", "Tartu")).requireStatus(200);
    }

    @Test
    void override_token_that_is_wrong_is_422_without_a_conflict_too() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-02-03"));
        assertInvalid(
                ADMIN.api().post(pathOf(existing), Map.of("city", "x", "override_token", "x")), "body.override_token");
    }

    @Test
    void id_may_be_repeated_and_not_be_changed() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-02-04"));
        ADMIN.api().post(pathOf(existing), Map.of("id", idOf(existing))).requireStatus(200);
        assertThat(ADMIN.api().post(pathOf(existing), existing).text()).isEqualTo(existing.toString());
        assertInvalid(
                ADMIN.api()
                        .post(pathOf(existing), Map.of("id", UUID.randomUUID().toString())),
                "body.id");
    }

    @Test
    void if_match_of_another_state_is_412() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-02-05"));
        String etag = READER.api().get(pathOf(existing)).header("ETag");
        ADMIN.api()
                .with("If-Match", etag)
                .post(pathOf(existing), Map.of("city", "Tartu"))
                .requireStatus(200);
        assertRejected(ADMIN.api().with("If-Match", etag).post(pathOf(existing), Map.of("city", "Narva")), 412);
        assertRejected(ADMIN.api().with("If-Match", etag).delete(pathOf(existing)), 412);
        assertThat(READER.api().get(pathOf(existing)).json().get("city").asText())
                .isEqualTo("Tartu");
    }

    @Test
    void delete_is_204_and_then_404() {
        JsonNode existing = create(TestCompetitions.small("EST", "2029-03-01"));
        assertRejected(READER.api().delete(pathOf(existing)), 403, "ADMIN_EST");
        Response deleted = ADMIN.api().delete(pathOf(existing));
        deleted.requireStatus(204);
        assertThat(deleted.bytes()).isEmpty();
        assertRejected(ADMIN.api().delete(pathOf(existing)), 404);
        assertRejected(READER.api().get(pathOf(existing)), 404);
        assertRejected(ADMIN.api().post(pathOf(existing), Map.of("city", "x")), 404);
    }

    @Test
    void dry_run_returns_the_competition_and_stores_nothing() {
        String before = READER.api().get(TestCompetitions.PATH + "?country=EST").header("ETag");
        Map<String, Object> competition = TestCompetitions.small("EST", "2029-4-1");
        competition.put("competitors", 1);
        competition.put("english_name", "x");
        Response response = READER.api().post(TestCompetitions.PATH + "test", competition);
        response.requireStatus(200);
        assertThat(response.json().fieldNames()).toIterable().containsExactly("valid", "competition", "ignored_fields");
        assertThat(response.json().get("valid").isBoolean()).isTrue();
        JsonNode shown = response.json().get("competition");
        assertThat(shown).hasSize(26);
        assertThat(shown.get("id").isNull()).isTrue();
        assertThat(shown.get("date").asText()).isEqualTo("2029-04-01");
        assertThat(ContractFixture.texts(response.json().get("ignored_fields"), JsonNode::asText))
                .containsExactly("competitors", "english_name");
        READER.api()
                .post(TestCompetitions.PATH + "test", Map.of("full_name", "x"))
                .requireStatus(422);
        assertThat(READER.api().get(TestCompetitions.PATH + "?country=EST").header("ETag"))
                .isEqualTo(before);
    }

    @Test
    void history_contains_author_time_and_changes_for_admins_of_the_country() {
        JsonNode existing = ContractFixture.create(TestCompetitions.small("EST", "2029-05-01"));
        ADMIN.api().post(pathOf(existing), Map.of("city", "Tartu"));
        ADMIN.api().delete(pathOf(existing));
        JsonNode history = ADMIN.api().get(pathOf(existing) + "/history").json();
        assertThat(ContractFixture.texts(history, entry -> entry.get("action").asText()))
                .containsExactly("deleted", "changed", "created");
        JsonNode changed = history.get(1);
        assertThat(changed.get("account_id").asText()).isEqualTo(ADMIN.id().toString());
        assertThat(java.time.Instant.parse(changed.get("at").asText())).isBefore(java.time.Instant.now());
        assertThat(changed.get("changes").toString()).isEqualTo("{\"city\":{\"old\":\"\",\"new\":\"Tartu\"}}");
        SUPERUSER.get(pathOf(existing) + "/history").requireStatus(200);
        assertRejected(READER.api().get(pathOf(existing) + "/history"), 403, "ADMIN_EST");
        assertRejected(ADMIN.api().get(TestCompetitions.PATH + UUID.randomUUID() + "/history"), 404);
    }

    @Test
    void history_after_a_move_is_read_by_the_new_country_without_the_entries_of_the_old_one() {
        ApiClient latvia = ContractFixture.ACCOUNTS.withGroups("ADMIN_LVA").api();
        JsonNode moved = ContractFixture.create(TestCompetitions.small("EST", "2029-05-02"));
        SUPERUSER.patch(pathOf(moved), Map.of("city", "Tartu")).requireStatus(200);
        SUPERUSER.patch(pathOf(moved), Map.of("country_id", "LVA")).requireStatus(200);
        String path = pathOf(moved) + "/history";
        assertRejected(ADMIN.api().get(path), 403, "ADMIN_LVA");
        assertRejected(ADMIN.api().get(path + "?before=999999999999"), 403, "ADMIN_LVA");
        assertThat(latvia.get(path).json()).hasSize(1);
        assertThat(latvia.get(path).header("Link")).isNull();
        String ownEntry = DATABASE.queryValue(
                "SELECT max(id) FROM competition_history WHERE competition_id = ?::uuid", idOf(moved));
        assertRejected(latvia.get(path + "?before=" + ownEntry), 404, "older");
        assertThat(SUPERUSER.get(path).json()).hasSize(3);

        latvia.delete(pathOf(moved)).requireStatus(204);
        assertRejected(ADMIN.api().get(path), 403, "ADMIN_LVA");
        assertThat(latvia.get(path).json()).hasSize(2);
    }

    @Test
    void the_id_of_a_deleted_competition_is_not_given_to_another_country() {
        ApiClient latvia = ContractFixture.ACCOUNTS.withGroups("ADMIN_LVA").api();
        JsonNode deleted = ContractFixture.create(TestCompetitions.small("EST", "2029-05-03"));
        SUPERUSER.delete(pathOf(deleted)).requireStatus(204);
        Map<String, Object> other =
                TestCompetitions.with(TestCompetitions.small("LVA", "2029-06-03"), "id", idOf(deleted));
        Response taken = latvia.post(TestCompetitions.PATH, other);
        taken.requireStatus(409);
        JsonNode detail = taken.json().get("detail");
        assertThat(detail.get("error").asText()).isEqualTo("A competition of another country had this id");
        assertThat(detail.get("mathing_competitions")).isEmpty();
        Response created = latvia.post(
                TestCompetitions.PATH,
                TestCompetitions.with(
                        other, "override_token", detail.get("override_token").asText()));
        created.requireStatus(201);
        assertThat(idOf(created.json())).isNotEqualTo(idOf(deleted));
        ADMIN.api()
                .post(TestCompetitions.PATH, TestCompetitions.with(deleted(deleted), "city", "Tartu"))
                .requireStatus(201);
    }

    /** The check of a country without other writes is made before the lock. */
    @Test
    void a_token_for_a_similar_competition_covers_the_id_that_another_country_had() {
        JsonNode deleted = create(TestCompetitions.small("EST", "2029-05-04"));
        Map<String, Object> stored = TestCompetitions.small("VUT", "2029-05-04");
        create(stored);
        Map<String, Object> similar = TestCompetitions.with(stored, "id", idOf(deleted));
        SUPERUSER.delete(pathOf(deleted)).requireStatus(204);
        Eventually.pause(150);
        JsonNode detail = SUPERUSER
                .post(TestCompetitions.PATH, similar)
                .requireStatus(409)
                .json()
                .get("detail");
        assertThat(detail.get("mathing_competitions")).hasSize(1);
        Object token = detail.get("override_token").asText();
        SUPERUSER
                .post(TestCompetitions.PATH, TestCompetitions.with(similar, "override_token", token))
                .requireStatus(201);
    }

    @Test
    void the_revision_of_an_id_never_falls_when_it_is_deleted_and_created_again() {
        JsonNode created = ContractFixture.create(TestCompetitions.small("EST", "2029-05-04"));
        for (String city : new String[] {"Tartu", "Narva", "Valga"}) {
            SUPERUSER.patch(pathOf(created), Map.of("city", city)).requireStatus(200);
        }
        assertThat(revision(created)).isEqualTo(4);
        ADMIN.api().delete(pathOf(created)).requireStatus(204);
        ADMIN.api().post(TestCompetitions.PATH, deleted(created)).requireStatus(201);
        assertThat(revision(created)).isGreaterThan(4);
        // Rendered anew, which adds no entry to the history.
        DATABASE.update("UPDATE competition SET revision = 40 WHERE id = ?::uuid", idOf(created));
        ADMIN.api().delete(pathOf(created)).requireStatus(204);
        ADMIN.api().post(TestCompetitions.PATH, deleted(created)).requireStatus(201);
        assertThat(revision(created)).isGreaterThan(40);
    }

    private static int revision(JsonNode competition) {
        return Integer.parseInt(
                DATABASE.queryValue("SELECT revision FROM competition WHERE id = ?::uuid", idOf(competition)));
    }

    /** The members of a competition, to create it again. */
    private static Map<String, Object> deleted(JsonNode competition) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        competition.fields().forEachRemaining(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    @Test
    void an_update_without_a_change_writes_no_history() {
        JsonNode existing = full("2029-11-02");
        String since = READER.api()
                .get(TestCompetitions.PATH + "?country=EST&year=2029")
                .header("ETag");
        Response response = ADMIN.api()
                .patch(pathOf(existing), Map.of("city", existing.get("city").asText()));
        response.requireStatus(200);
        assertThat(response.json()).isEqualTo(existing);
        assertThat(ADMIN.api().get(pathOf(existing) + "/history").json()).hasSize(1);
        READER.api()
                .with("If-None-Match", since)
                .get(TestCompetitions.PATH + "?country=EST&year=2029")
                .requireStatus(304);
        assertRejected(ADMIN.api().with("If-Match", "\"other\"").patch(pathOf(existing), Map.of("city", "c")), 412);
    }

    private static Map<String, Object> named(Map<String, Object> competition, String name) {
        return TestCompetitions.with(competition, "full_name", name);
    }

    private static JsonNode full(String date) {
        String unique = "f" + System.nanoTime();
        Response response = SUPERUSER.post(
                TestCompetitions.PATH, FULL.formatted(TestCompetitions.newName(), unique, date, date, unique));
        response.requireStatus(201);
        return response.json();
    }
}
