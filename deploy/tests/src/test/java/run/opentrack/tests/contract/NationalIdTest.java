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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Reads and writes of competitions by their national ids. */
class NationalIdTest {
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private static final ApiClient API = ADMIN.api();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String nationalId = "T-" + NUMBER.incrementAndGet();
    private final String path = address(2031, nationalId);

    @Test
    void a_put_creates_replaces_and_leaves_unchanged() {
        Map<String, Object> body = body("2031-01-01");
        body.put("city", "Tartu");
        Response created = API.put(path, body).requireStatus(201);
        JsonNode competition = created.json();
        assertThat(competition).hasSize(26);
        assertThat(competition.get("country_id").asText()).isEqualTo("EST");
        assertThat(competition.get("national_id").asText()).isEqualTo(nationalId);
        assertThat(created.header("Location")).isEqualTo("/api/v1/competitions/" + idOf(competition));
        String version = listEtag();

        Response unchanged = API.put(path, body).requireStatus(200);
        assertThat(unchanged.text()).isEqualTo(created.text());
        assertThat(unchanged.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(unchanged.header("Content-Location")).isNull();
        API.put(path + "/", competition).requireStatus(200);
        assertThat(historyOf(competition)).hasSize(1);
        assertThat(listEtag()).isEqualTo(version);

        body.remove("city");
        body.put("address", "Staadioni 1");
        Response replaced = API.put(path, body).requireStatus(200);
        ObjectNode expected = competition.deepCopy();
        expected.put("city", "").put("address", "Staadioni 1");
        assertThat(replaced.json()).isEqualTo(expected);
        assertThat(replaced.header("ETag")).isNotEqualTo(created.header("ETag"));
        assertThat(READER.api().get(pathOf(competition)).text()).isEqualTo(replaced.text());
        assertThat(historyOf(competition)).hasSize(2);
        assertThat(listEtag()).isNotEqualTo(version);
    }

    @Test
    void a_get_answers_as_by_id() {
        JsonNode created = put(body("2031-01-04"));
        Response found = READER.api().get(path).requireStatus(200);
        assertThat(found.json()).isEqualTo(created);
        String etag = found.header("ETag");
        assertThat(etag).isEqualTo(READER.api().get(pathOf(created)).header("ETag"));
        READER.api().with("If-None-Match", etag).get(path).requireStatus(304);
        assertRejected(READER.api().get(path + "x"), 404, "national id");
        assertRejected(READER.api().get(address(2032, nationalId)), 404);
    }

    @Test
    void a_patch_changes_the_members_sent_and_is_404_where_nothing_is() {
        assertRejected(API.patch(path, Map.of("city", "Tartu")), 404);
        JsonNode created = put(body("2031-01-07"));
        Response changed = API.patch(path, Map.of("city", "Tartu", "national_id", nationalId, "id", idOf(created)));
        changed.requireStatus(200);
        ObjectNode expected = created.deepCopy();
        assertThat(changed.json()).isEqualTo(expected.put("city", "Tartu"));
        assertThat(API.patch(path, Map.of("city", "Tartu")).header("ETag")).isEqualTo(changed.header("ETag"));
        assertThat(historyOf(created)).hasSize(2);
        assertInvalid(API.patch(path, Collections.singletonMap("national_id", null)), "body.national_id");
        assertInvalid(API.patch(path, Map.of("id", UUID.randomUUID())), "body.id");
    }

    @Test
    void a_delete_is_204_and_then_404() {
        JsonNode created = put(body("2031-01-10"));
        String etag = API.get(path).header("ETag");
        assertRejected(API.with("If-Match", "\"0\"").delete(path), 412);
        API.with("If-Match", etag).delete(path).requireStatus(204);
        assertRejected(API.delete(path), 404);
        assertRejected(API.get(pathOf(created)), 404);
        assertRejected(API.get(path), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A/1",
                "../q/metrics",
                "a b",
                "ä東京",
                "50%",
                "%2F",
                "a;b=1",
                "a\\b",
                "a+b",
                "a?b#c",
                "x&y=z",
                "..a",
                "a.b"
            })
    void any_national_id_has_an_address(String id) {
        String own = nationalId + id;
        String address = address(2031, own);
        JsonNode created =
                API.put(address, body("2031-01-13")).requireStatus(201).json();
        assertThat(created.get("national_id").asText()).isEqualTo(own);
        assertThat(READER.api().get(address).json()).isEqualTo(created);
        assertThat(API.patch(address, Map.of("city", "Tartu"))
                        .requireStatus(200)
                        .json()
                        .get("id"))
                .isEqualTo(created.get("id"));
        API.delete(address + "/").requireStatus(204);
    }

    @ParameterizedTest
    @CsvSource({
        "GER/2031/1, country_id",
        "EST/31/1, year",
        "EST/2200/1, year",
        "EST/2031/-, national_id",
        "EST/2031/EST, national_id",
        "EST/2031/a%80, national_id",
        "EST/2031/a%E2%80%8Bb, national_id"
    })
    void an_invalid_address_is_422(String address, String violated) {
        String target = TestCompetitions.PATH + "by-national-id/" + address;
        assertInvalid(API.get(target), "path." + violated);
        assertInvalid(API.put(target, body("2031-01-16")), "path." + violated);
        assertInvalid(API.patch(target, Map.of("city", "x")), "path." + violated);
        assertInvalid(API.delete(target), "path." + violated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EST", "EST/2031", "EST/2031/a/b", "EST/2031/%2e%2e", "EST/2031/..", "EST%2F2031/1"})
    void a_path_of_another_form_is_404(String address) {
        assertRejected(API.get(TestCompetitions.PATH + "by-national-id/" + address), 404);
    }

    @ParameterizedTest
    @CsvSource({"country_id, FIN", "country_id, GER", "year, 2030", "national_id, other"})
    void members_that_disagree_with_the_address_are_422(String member, String value) {
        assertInvalid(API.put(path, TestCompetitions.with(body("2031-01-19"), member, value)), "body." + member);
        assertInvalid(API.patch(path, Map.of(member, value)), "body." + member);
    }

    @Test
    void checks_come_in_the_order_of_the_contract() {
        ApiClient reader = READER.api().with("If-Match", "\"0\"");
        assertRejected(ContractFixture.ANONYMOUS.put(path, "{"), 401);
        assertInvalid(reader.put(path, Map.of("date", "x")), "body.full_name", "body.date");
        assertRejected(reader.put(path, body("2031-01-22")), 403, "ADMIN_EST");
        assertRejected(reader.put(path, body("2032-01-22")), 403, "ADMIN_EST");
        assertRejected(reader.patch(path, Map.of("city", "x")), 403, "ADMIN_EST");
        assertRejected(reader.delete(path), 403, "ADMIN_EST");
        ApiClient other = API.with("If-Match", "\"0\"");
        assertRejected(other.patch(path, Map.of("city", "x")), 404);
        assertRejected(other.put(path, TestCompetitions.with(body("2031-01-22"), "override_token", "x")), 412);
        put(body("2031-01-22"));
        assertRejected(other.put(path, TestCompetitions.with(body("2031-01-22"), "override_token", "x")), 412);
        assertRejected(other.patch(path, Map.of("city", "x", "override_token", "x")), 412);
        assertInvalid(
                API.put(path, TestCompetitions.with(body("2031-01-22"), "override_token", "x")), "body.override_token");
        assertRejected(reader.put(path, body("2031-01-22")), 403, "ADMIN_EST");
    }

    @Test
    void preconditions_restrict_a_put_to_create_or_update() {
        Map<String, Object> body = body("2031-01-25");
        assertRejected(API.with("If-Match", "*").put(path, body), 412);
        Response created = API.with("If-None-Match", "*").put(path, body).requireStatus(201);
        assertRejected(API.with("If-None-Match", "*").put(path, body), 412, "exists");
        assertRejected(API.with("If-Match", "\"0\"").put(path, body), 412);
        API.with("If-Match", created.header("ETag")).put(path, body).requireStatus(200);
        API.with("If-Match", "*")
                .put(path, TestCompetitions.with(body, "city", "x"))
                .requireStatus(200);
        assertRejected(API.with("If-Match", created.header("ETag")).put(path, body), 412);
    }

    @Test
    void a_similar_competition_is_a_409_and_may_be_adopted() {
        Map<String, Object> body = body("2031-02-01");
        JsonNode stored = create(with(body, Map.of("country_id", "EST", "city", "Tartu")));
        Response conflict = API.put(path, body).requireStatus(409);
        JsonNode match = conflict.json().at("/detail/mathing_competitions/0");
        assertThat(idOf(match)).isEqualTo(idOf(stored));
        assertThat(match.get("national_id").asText()).isEmpty();

        String adopt = path + "?adopt=" + idOf(stored) + "%E2%80%8B";
        Response adopted = API.put(adopt, body).requireStatus(200);
        ObjectNode expected = stored.deepCopy();
        assertThat(adopted.json()).isEqualTo(expected.put("city", "").put("national_id", nationalId));
        assertThat(API.get(path).json()).isEqualTo(adopted.json());
        assertThat(API.put(adopt, body).requireStatus(200).header("ETag")).isEqualTo(adopted.header("ETag"));
        assertThat(historyOf(stored)).hasSize(2);

        String other = address(2031, nationalId + "b") + "?adopt=" + idOf(stored);
        assertRejected(API.put(other, body), 409, nationalId);
        Response overridden = API.put(
                address(2031, nationalId + "b"),
                TestCompetitions.with(
                        body,
                        "override_token",
                        API.put(address(2031, nationalId + "b"), body)
                                .json()
                                .at("/detail/override_token")
                                .asText()));
        overridden.requireStatus(201);
        assertRejected(API.put(path + "?adopt=" + idOf(overridden.json()), body), 409, "national id");
    }

    @Test
    void adoption_needs_a_competition_of_the_country_and_a_free_national_id() {
        Map<String, Object> body = body("2031-02-05");
        assertRejected(API.put(path + "?adopt=" + UUID.randomUUID(), body), 404);
        JsonNode finnish = create(TestCompetitions.small("FIN", "2031-02-05"));
        assertRejected(API.put(path + "?adopt=" + idOf(finnish), body), 404, "EST");
        assertInvalid(API.put(path + "?adopt=x", body), "query.adopt");
        JsonNode free = create(TestCompetitions.small("EST", "2031-02-05"));
        assertRejected(READER.api().put(path + "?adopt=" + idOf(free), body), 403);
        assertRejected(API.with("If-None-Match", "*").put(path + "?adopt=" + idOf(free), body), 412);
        put(body);
        assertRejected(
                API.put(path + "?adopt=" + idOf(free), TestCompetitions.with(body, "city", "x")), 409, "national id");
    }

    @Test
    void a_date_in_another_year_moves_what_is_stored() {
        Response absent = API.put(path, body("2032-02-08"));
        assertInvalid(absent, "body.date");
        assertThat(absent.text()).contains(address(2032, nationalId));

        JsonNode created = put(body("2031-02-08"));
        Map<String, Object> moved = with(bodyOf(created), Map.of("date", "2032-02-08", "finish_date", "2032-02-09"));
        moved.remove("year");
        Response response = API.put(path, moved).requireStatus(200);
        assertThat(response.header("Content-Location")).isEqualTo(address(2032, nationalId));
        assertThat(response.json().get("id")).isEqualTo(created.get("id"));
        assertThat(API.get(address(2032, nationalId)).json()).isEqualTo(response.json());
        assertRejected(API.get(path), 404);

        put(body("2031-03-08"));
        Map<String, String> back = Map.of("date", "2031-04-08", "finish_date", "2031-04-08");
        assertRejected(API.patch(address(2032, nationalId), back), 409, path);
        API.delete(path).requireStatus(204);
        Response patched = API.patch(address(2032, nationalId), back).requireStatus(200);
        assertThat(patched.header("Content-Location")).isEqualTo(path);
    }

    @Test
    void a_change_by_id_moves_the_address() {
        JsonNode created = put(body("2031-02-12"));
        API.patch(pathOf(created), Map.of("national_id", nationalId + "b")).requireStatus(200);
        assertRejected(API.get(path), 404);
        assertThat(API.get(address(2031, nationalId + "b")).json().get("id")).isEqualTo(created.get("id"));
        JsonNode other = put(body("2031-02-13"));
        assertThat(idOf(other)).isNotEqualTo(idOf(created));
        API.patch(pathOf(other), Map.of("national_id", nationalId + "b")).requireStatus(200);
        assertThat(API.get(address(2031, nationalId + "b")).json().get("id")).isEqualTo(created.get("id"));
        API.delete(pathOf(created)).requireStatus(204);
        assertThat(API.get(address(2031, nationalId + "b")).json().get("id")).isEqualTo(other.get("id"));
    }

    @Test
    void competitions_that_share_a_national_id_have_one_address() {
        Map<String, Object> body = with(body("2031-02-16"), Map.of("country_id", "EST", "national_id", nationalId));
        JsonNode first = create(body);
        String token = SUPERUSER
                .post(TestCompetitions.PATH, body)
                .json()
                .at("/detail/override_token")
                .asText();
        JsonNode second = create(TestCompetitions.with(body, "override_token", token));
        assertThat(keyOf(first)).isEqualTo(nationalId);
        assertThat(keyOf(second)).isNull();
        DATABASE.update("UPDATE competition SET national_id_key = NULL WHERE id = ?::uuid", idOf(first));
        assertThat(API.get(path).json()).isEqualTo(first);
        JsonNode changed = API.put(path, TestCompetitions.with(body, "city", "Tartu"))
                .requireStatus(200)
                .json();
        assertThat(idOf(changed)).isEqualTo(idOf(first));
        assertThat(keyOf(first)).isEqualTo(nationalId);
        API.patch(pathOf(second), Map.of("city", "Narva")).requireStatus(200);
        assertThat(keyOf(second)).isNull();
        API.delete(path).requireStatus(204);
        assertThat(idOf(API.get(path).json())).isEqualTo(idOf(second));
        API.put(path, TestCompetitions.with(body, "city", "Rapla")).requireStatus(200);
        assertThat(keyOf(second)).isEqualTo(nationalId);
    }

    @Test
    void a_slug_is_kept_while_the_same_is_sent() {
        String slug = "slug-" + System.nanoTime();
        create(with(body("2031-02-19"), Map.of("country_id", "EST", "slug", slug)));
        JsonNode third = create(with(body("2031-02-19"), Map.of("country_id", "EST", "slug", slug)));
        Map<String, Object> body = TestCompetitions.with(body("2031-02-20"), "slug", slug);
        Response created = API.put(path, body).requireStatus(201);
        assertThat(created.json().get("slug").asText()).isEqualTo(slug + "-3");
        API.delete(pathOf(third)).requireStatus(204);
        assertThat(API.put(path, body).header("ETag")).isEqualTo(created.header("ETag"));
        Response changed =
                API.put(path, TestCompetitions.with(body, "city", "x")).requireStatus(200);
        assertThat(changed.json().get("slug").asText()).isEqualTo(slug + "-3");
        body.remove("slug");
        body.put("full_name", TestCompetitions.newName());
        assertThat(API.put(path, body).requireStatus(200).json().get("slug").asText())
                .isEqualTo(slug + "-3");
        assertThat(historyOf(created.json())).hasSize(3);
    }

    @Test
    void an_idempotency_key_repeats_the_201_of_its_address_and_body() {
        Map<String, Object> body = body("2031-02-22");
        ApiClient api = API.with("Idempotency-Key", "key-" + System.nanoTime());
        Response created = api.put(path, body).requireStatus(201);
        Response again = api.put(path, body).requireStatus(201);
        assertThat(again.text()).isEqualTo(created.text());
        assertThat(again.header("Location")).isEqualTo(created.header("Location"));
        assertInvalid(api.put(path, TestCompetitions.with(body, "city", "x")), "header.Idempotency-Key");
        assertInvalid(api.put(address(2031, nationalId + "b"), body), "header.Idempotency-Key");
        assertThat(historyOf(created.json())).hasSize(1);
    }

    @Test
    void the_crosswalk_lists_each_address_with_id_and_etag() throws IOException {
        String list = TestCompetitions.PATH + "ids?country=FIN&year=2035";
        ApiClient reader = READER.api();
        assertThat(reader.get(list).text()).isEqualTo("[]");
        Map<String, Object> body = TestCompetitions.small("FIN", "2035-01-01");
        Response second = API.put(addressIn2035("ä/\"2"), body).requireStatus(201);
        Response first = API.put(addressIn2035("1"), TestCompetitions.small("FIN", "2035-01-04"));
        Map<String, Object> shared = TestCompetitions.with(body, "national_id", "ä/\"2");
        String token = SUPERUSER
                .post(TestCompetitions.PATH, shared)
                .json()
                .at("/detail/override_token")
                .asText();
        create(TestCompetitions.with(shared, "override_token", token));
        create(TestCompetitions.with(TestCompetitions.small("FIN", "2035-01-07"), "national_id", "–"));
        create(TestCompetitions.with(TestCompetitions.small("FIN", "2036-01-07"), "national_id", "3"));

        Response crosswalk = reader.get(list).requireStatus(200);
        assertThat(crosswalk.json()).hasSize(2);
        assertThat(crosswalk.text()).isEqualTo("[" + entry("1", first) + "," + entry("ä/\\\"2", second) + "]");
        String etag = crosswalk.header("ETag");
        assertThat(reader.with("If-None-Match", etag)
                        .get(list)
                        .requireStatus(304)
                        .bytes())
                .isEmpty();
        Response zipped = reader.with("Accept-Encoding", "gzip").get(list);
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Content-Length")).isNotNull();
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.bytes()))) {
            assertThat(unzipped.readAllBytes()).isEqualTo(crosswalk.bytes());
        }
        Response changed = API.patch(addressIn2035("1"), Map.of("city", "Turku"));
        assertThat(reader.with("If-None-Match", etag).get(list).text()).startsWith("[" + entry("1", changed));
    }

    @Test
    void a_crosswalk_of_any_length_is_complete() {
        JsonNode one = create(TestCompetitions.small("ATF", "1905-01-01"));
        DATABASE.update("INSERT INTO competition SELECT copy.* FROM competition c, generate_series(1, 20100) n,"
                + " LATERAL jsonb_populate_record(null::competition, to_jsonb(c) || jsonb_build_object("
                + "'id', gen_random_uuid(), 'slug', 's' || n, 'distinct_key', n::text, 'national_id', 'N' || n)) copy"
                + " WHERE c.id = '" + idOf(one) + "'");
        try {
            JsonNode crosswalk = READER.api()
                    .get(TestCompetitions.PATH + "ids?country=ATF&year=1905")
                    .json();
            assertThat(crosswalk).hasSize(20_100);
            assertThat(crosswalk.get(20_099).get("national_id").asText()).isEqualTo("N9999");
        } finally {
            DATABASE.update("DELETE FROM competition WHERE country_id = 'ATF'");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', query.country query.year",
        "?country=FIN, query.year",
        "?year=2035, query.country",
        "?country=FIN&country=EST&year=2035, query.country",
        "?country=GER&year=x, query.country query.year"
    })
    void a_crosswalk_needs_one_country_and_one_year(String query, String violated) {
        assertInvalid(READER.api().get(TestCompetitions.PATH + "ids" + query), violated.split(" "));
    }

    private static String addressIn2035(String nationalId) {
        return address(2035, nationalId).replace("EST", "FIN");
    }

    private static String entry(String nationalId, Response response) {
        return "{\"national_id\":\"" + nationalId + "\",\"id\":\"" + idOf(response.json()) + "\",\"etag\":\""
                + response.header("ETag").replace("\"", "\\\"") + "\"}";
    }

    private static String address(int year, String nationalId) {
        return TestCompetitions.PATH + "by-national-id/EST/" + year + "/"
                + ApiClient.encode(nationalId).replace("+", "%20");
    }

    private static Map<String, Object> body(String date) {
        return new HashMap<>(Map.of("full_name", TestCompetitions.newName(), "date", date));
    }

    private static Map<String, Object> bodyOf(JsonNode competition) {
        return with(Map.of("full_name", competition.get("full_name").asText()), Map.of());
    }

    private static Map<String, Object> with(Map<String, Object> body, Map<String, String> members) {
        Map<String, Object> changed = new HashMap<>(body);
        changed.putAll(members);
        return changed;
    }

    private JsonNode put(Map<String, Object> body) {
        return API.put(path, body).requireStatus(201).json();
    }

    private static JsonNode historyOf(JsonNode competition) {
        return API.get(pathOf(competition) + "/history").json();
    }

    private static String listEtag() {
        return API.get(TestCompetitions.PATH + "?country=EST").header("ETag");
    }

    private static String keyOf(JsonNode competition) {
        return DATABASE.queryValue("SELECT national_id_key FROM competition WHERE id = ?::uuid", idOf(competition));
    }
}
