package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Bulk calls: their body, their options and the outcome of each item. */
class BulkTest {
    private static final String PATH = TestCompetitions.PATH + "bulk";
    private static final ApiClient API = ADMIN.api();
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    @Test
    void items_are_answered_in_order_as_single_calls() {
        Map<String, Object> one = competition();
        JsonNode stored = ContractFixture.create(competition());
        JsonNode answer = bulk(
                "",
                List.of(
                        one,
                        Map.of("country_id", "EST", "full_name", "a"),
                        TestCompetitions.with(competition(), "country_id", "LVA"),
                        Map.of("op", "create", "ref", "twin", "competition", one),
                        operation("update", stored, Map.of("city", "Tartu")),
                        operation("update", stored, Map.of("city", "Tartu")),
                        operation("delete", stored, null),
                        operation("delete", stored, null),
                        "text",
                        Map.of("op", "make")));
        assertThat(statuses(answer)).containsExactly(201, 422, 403, 409, 200, 200, 204, 404, 422, 422);
        JsonNode items = answer.get("items");
        assertThat(items.get(3).get("ref").asText()).isEqualTo("twin");
        assertThat(items.get(3).get("detail").toString())
                .isEqualTo("{\"error\":\"Item 0 of this call is the same competition\",\"same_as\":0}");
        assertThat(items.get(2).get("detail").asText()).contains("ADMIN_LVA");
        assertThat(items.get(1).at("/detail/0/loc/1").asText()).isEqualTo("date");
        assertThat(answer.get("counts").toString())
                .isEqualTo("{\"created\":1,\"updated\":1,\"unchanged\":1,\"deleted\":1,\"duplicate\":1,\"invalid\":3,"
                        + "\"forbidden\":1,\"failed\":1}");
        String id = items.get(0).get("id").asText();
        Response created = API.get(TestCompetitions.PATH + id).requireStatus(200);
        assertThat(created.header("ETag")).isEqualTo(items.get(0).get("etag").asText());
    }

    @Test
    void an_item_with_an_outdated_entity_tag_is_412() {
        JsonNode stored = ContractFixture.create(competition());
        String etag = API.get(ContractFixture.pathOf(stored)).header("ETag");
        Map<String, Object> update = operation("update", stored, Map.of("city", "Narva"));
        JsonNode answer = bulk(
                "",
                List.of(
                        TestCompetitions.with(update, "if_match", "\"other\""),
                        TestCompetitions.with(update, "if_match", etag),
                        TestCompetitions.with(operation("delete", stored, null), "if_match", etag.replace("\"", ""))));
        assertThat(statuses(answer)).containsExactly(412, 200, 412);
    }

    @Test
    void a_duplicate_of_a_stored_competition_is_the_conflict_of_a_single_create() {
        Map<String, Object> body = competition();
        JsonNode stored = ContractFixture.create(body);
        JsonNode detail = bulk("", List.of(body)).at("/items/0/detail");
        assertThat(detail.at("/mathing_competitions/0")).isEqualTo(stored);
        Map<String, Object> overridden = TestCompetitions.with(
                body, "override_token", detail.get("override_token").asText());
        assertThat(statuses(bulk("", List.of(overridden)))).containsExactly(201);
    }

    @Test
    void an_upsert_creates_updates_or_changes_nothing() {
        Map<String, Object> one = TestCompetitions.with(competition(), "national_id", TestCompetitions.newName());
        Map<String, Object> upsert = Map.of("op", "upsert", "competition", one);
        Map<String, Object> changed =
                Map.of("op", "upsert", "competition", TestCompetitions.with(one, "city", "Narva"));
        List<Object> items = List.of(
                upsert, upsert, changed, Map.of("op", "upsert", "competition", competition()), Map.of("op", "upsert"));
        JsonNode dry = bulk("?dry_run=true", items);
        JsonNode answer = bulk("", items);
        assertThat(statuses(answer)).containsExactly(201, 200, 200, 422, 422).isEqualTo(statuses(dry));
        assertThat(answer.get("counts").toString())
                .startsWith("{\"created\":1,\"updated\":1,\"unchanged\":1,")
                .isEqualTo(dry.get("counts").toString());
        String id = answer.at("/items/0/id").asText();
        assertThat(answer.at("/items/2/id").asText()).isEqualTo(id);
        assertThat(API.get(TestCompetitions.PATH + id + "/history").json()).hasSize(2);
        assertThat(statuses(bulk("?atomic=true", List.of(changed, upsert)))).containsExactly(200, 200);
    }

    @Test
    void lines_of_json_are_read_one_by_one() {
        String lines = Json.text(competition()) + "\n{\"broken\n\r\n" + Json.text(competition());
        assertThat(statuses(send("application/x-ndjson", "", lines))).containsExactly(201, 422, 201);
    }

    @Test
    void csv_has_the_header_line_of_the_exported_files() {
        String name = TestCompetitions.newName();
        String csv = "\uFEFFfull_name,country_id,date,latitude,age_groups,basic_description,ref\r\n" + name
                + ",EST,2031-05-01,58.5,\"U20,SEN\",\"'=1+1; \"\"x\"\"\",a\r\n" + TestCompetitions.newName()
                + ",EST\r\n";
        JsonNode answer = send("text/csv; charset=utf-8", "?answer=full", csv);
        assertThat(statuses(answer)).containsExactly(201, 422);
        JsonNode created = answer.at("/items/0/competition");
        assertThat(created.get("age_groups").toString()).isEqualTo("[\"U20\",\"SEN\"]");
        assertThat(created.get("latitude").asDouble()).isEqualTo(58.5);
        assertThat(created.get("basic_description").asText()).isEqualTo("=1+1; \"x\"");
        assertThat(answer.at("/items/0/ref").asText()).isEqualTo("a");
    }

    @Test
    void an_array_to_the_address_of_creates_is_the_same_call() {
        Response response = API.post(TestCompetitions.PATH, List.of(competition(), competition()));
        assertThat(statuses(response.requireStatus(200).json())).containsExactly(201, 201);
        API.post(TestCompetitions.PATH, "[ ]").requireStatus(422);
        assertThat(bulk("", List.of()).get("items")).isEmpty();
    }

    @Test
    void a_dry_run_answers_the_same_statuses_and_writes_nothing() {
        Map<String, Object> one = competition();
        JsonNode stored = ContractFixture.create(competition());
        String renamed = TestCompetitions.newName();
        List<Object> items = List.of(
                one,
                one,
                operation("update", stored, Map.of("full_name", renamed)),
                TestCompetitions.with(competition(), "full_name", renamed),
                TestCompetitions.with(TestCompetitions.with(competition(), "full_name", renamed), "date", "2031-09-09"),
                operation("delete", stored, null),
                operation("update", stored, Map.of("city", "Tartu")));
        String before = rows();
        JsonNode dry = bulk("?dry_run=true", items);
        assertThat(rows()).isEqualTo(before);
        assertThat(dry.get("dry_run").asBoolean()).isTrue();
        assertThat(statuses(dry)).isEqualTo(statuses(bulk("", items)));
    }

    @Test
    void a_dry_run_knows_which_ids_and_national_ids_the_call_sets_free() {
        JsonNode moved = ContractFixture.create(competition());
        String nationalId = TestCompetitions.newName();
        JsonNode first = ContractFixture.create(TestCompetitions.with(competition(), "national_id", nationalId));
        Map<String, Object> second = TestCompetitions.with(competition(), "national_id", nationalId);
        JsonNode other = ContractFixture.create(TestCompetitions.with(second, "national_id", null));
        API.patch(ContractFixture.pathOf(other), Map.of("national_id", nationalId))
                .requireStatus(200);
        Map<String, Object> abroad = TestCompetitions.with(competition(), "country_id", "FIN");
        List<Object> items = List.of(
                operation("delete", moved, null),
                TestCompetitions.with(abroad, "id", ContractFixture.idOf(moved)),
                operation("delete", first, null),
                Map.of("op", "upsert", "competition", TestCompetitions.with(second, "city", "Narva")));
        JsonNode dry = bulk("?dry_run=true", items);
        JsonNode answer = bulk("", items);
        assertThat(statuses(answer)).containsExactly(204, 409, 204, 200).isEqualTo(statuses(dry));
        assertThat(answer.at("/items/1/detail/error").asText())
                .isEqualTo("A competition of another country had this id")
                .isEqualTo(dry.at("/items/1/detail/error").asText());
    }

    @Test
    void an_atomic_call_stores_all_or_nothing() {
        Map<String, Object> one = competition();
        JsonNode stored = ContractFixture.create(competition());
        List<Object> bad = List.of(one, operation("update", stored, Map.of("city", "Tartu")), Map.of("full_name", "a"));
        String before = rows();
        Response rejected = post("?atomic=true", bad).requireStatus(409);
        assertThat(statuses(rejected.json())).containsExactly(424, 424, 422);
        assertThat(rows()).isEqualTo(before);
        JsonNode good = bulk("?atomic=true&answer=full", bad.subList(0, 2));
        assertThat(statuses(good)).containsExactly(201, 200);
        assertThat(good.at("/items/1/competition/city").asText()).isEqualTo("Tartu");
        assertThat(statuses(post("?atomic=true", List.of(competition(), one))
                        .requireStatus(409)
                        .json()))
                .containsExactly(424, 409);
    }

    @Test
    void a_repeated_key_gets_the_stored_response() {
        List<Object> items = List.of(competition(), Map.of());
        ApiClient keyed = API.with("Idempotency-Key", UUID.randomUUID().toString());
        String first = keyed.post(PATH, items).requireStatus(200).text();
        assertThat(keyed.post(PATH, items).requireStatus(200).text()).isEqualTo(first);
        keyed.post(PATH, List.of(competition())).requireStatus(422);
        keyed.post(PATH + "?dry_run=true", items).requireStatus(200);
    }

    @Test
    void a_stored_response_requires_the_rights_of_its_call() {
        TestAccount account = ACCOUNTS.withGroups("ADMIN_EST");
        ApiClient keyed =
                account.api().with("Idempotency-Key", UUID.randomUUID().toString());
        List<Object> items = List.of(competition(), TestCompetitions.with(competition(), "country_id", "LVA"));
        Response first = keyed.post(PATH, items).requireStatus(200);
        assertThat(statuses(first.json())).containsExactly(201, 403);
        assertThat(keyed.post(PATH, items).text()).isEqualTo(first.text());
        ApiClient updating =
                account.api().with("Idempotency-Key", UUID.randomUUID().toString());
        List<Object> change =
                List.of(operation("update", ContractFixture.create(competition()), Map.of("city", "Tartu")));
        updating.post(PATH, change).requireStatus(200);

        String group = "/api/v1/auth/accounts/" + account.id() + "/groups/ADMIN_EST";
        SUPERUSER.delete(group);
        assertRejected(keyed.post(PATH, items), 403, "ADMIN_EST");
        assertRejected(updating.post(PATH, change), 403, "ADMIN_EST");
        SUPERUSER.put(group);
        assertThat(keyed.post(PATH, items).text()).isEqualTo(first.text());
        SUPERUSER
                .patch("/api/v1/auth/accounts/" + account.id(), Map.of("enabled", false))
                .requireStatus(200);
        assertRejected(keyed.post(PATH, items), 401);
    }

    @Test
    void more_than_1000_items_or_5_mib_are_413() {
        assertRejected(post("", Collections.nCopies(1_001, Map.of())), 413, "1000");
        Map<String, Object> large =
                TestCompetitions.with(competition(), "events", List.of(Map.of("a", "x".repeat(60_000))));
        List<Object> items = Collections.nCopies(86, large);
        assertThat(post("", items.subList(0, 30))
                        .requireStatus(200)
                        .json()
                        .at("/counts/created")
                        .asInt())
                .isEqualTo(1);
        assertRejected(post("", Collections.nCopies(90, large)), 413, "5242880");
        assertRejected(API.post(TestCompetitions.PATH, items), 413, "1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[", "[1] x", "[{\"a\":1]", ""})
    void a_body_that_is_no_array_is_422(String body) {
        assertThat(post("", body)
                        .requireStatus(422)
                        .json()
                        .at("/detail/0/loc/0")
                        .asText())
                .isEqualTo("body");
    }

    @Test
    void unknown_options_are_422() {
        assertInvalid(post("?dry_run=yes", List.of()), "query.dry_run");
        assertInvalid(post("?atomic=1", List.of()), "query.atomic");
        assertInvalid(post("?answer=all", List.of()), "query.answer");
        post("?dry_run=true%C2%A0&atomic=%E2%80%8Bfalse&answer=full+", List.of())
                .requireStatus(200);
    }

    @Test
    void items_without_the_right_are_403_and_the_response_is_bounded() {
        List<Object> items = new ArrayList<>(Collections.nCopies(999, competition()));
        items.add(Map.of());
        JsonNode answer = READER.api().post(PATH, items).requireStatus(200).json();
        assertThat(answer.at("/counts/forbidden").asInt()).isEqualTo(999);
        assertThat(answer.at("/counts/invalid").asInt()).isEqualTo(1);
        ContractFixture.ANONYMOUS.post(PATH, items).requireStatus(401);
    }

    @Test
    void a_thousand_duplicates_get_a_response_of_at_most_four_times_their_size() {
        Map<String, Object> large =
                TestCompetitions.with(competition(), "events", List.of(Map.of("a", "x".repeat(60_000))));
        ContractFixture.create(large);
        Map<String, Object> small = TestCompetitions.with(large, "events", null);
        Response response = post("", Collections.nCopies(1_000, small)).requireStatus(200);
        assertThat(response.json().at("/counts/duplicate").asInt()).isEqualTo(1_000);
        assertThat(response.bytes().length).isLessThan(1_500_000);
        assertThat(response.json().at("/items/0/detail/mathing_competitions")).hasSize(1);
        assertThat(response.json().at("/items/999/detail/error").asText()).contains("same name");
    }

    private static Map<String, Object> competition() {
        return TestCompetitions.small("EST", "2031-05-01");
    }

    private static Map<String, Object> operation(String op, JsonNode stored, Map<String, Object> members) {
        Map<String, Object> operation = TestCompetitions.with(Map.of("op", op), "id", ContractFixture.idOf(stored));
        return members == null ? operation : TestCompetitions.with(operation, "competition", members);
    }

    private static Response post(String query, Object items) {
        return API.post(PATH + query, items);
    }

    private static JsonNode bulk(String query, List<?> items) {
        return post(query, items).requireStatus(200).json();
    }

    private static JsonNode send(String type, String query, String body) {
        return API.with("Content-Type", type)
                .post(PATH + query, body)
                .requireStatus(200)
                .json();
    }

    private static List<Integer> statuses(JsonNode answer) {
        return texts(answer.get("items"), item -> item.get("status").asText()).stream()
                .map(Integer::valueOf)
                .toList();
    }

    private static String rows() {
        return Arrays.asList("competition", "competition_history").stream()
                .map(table ->
                        DATABASE.queryValue("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY"
                                + " t::text)), '') FROM opentrack." + table + " t WHERE country_id = 'EST'"))
                .collect(Collectors.joining(","));
    }
}
