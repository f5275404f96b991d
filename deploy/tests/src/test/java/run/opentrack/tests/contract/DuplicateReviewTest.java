package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.pathOf;
import static run.opentrack.tests.contract.ContractFixture.texts;
import static run.opentrack.tests.support.TestDuplicates.PATH;
import static run.opentrack.tests.support.TestDuplicates.find;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestSuites;

/** Queue of pairs that may be one competition. The country is that of no other test. */
@ConcurrentClass
class DuplicateReviewTest {
    private static final String COUNTRY = "RWA";
    private static final ApiClient API = ACCOUNTS.withGroups("ADMIN_" + COUNTRY).api();

    private final Map<String, Object> body = TestCompetitions.small(COUNTRY, "2033-05-05");

    private JsonNode queued(JsonNode... competitions) {
        return find(API, COUNTRY, "open", competitions);
    }

    @Test
    void an_override_is_queued_and_a_pair_of_different_ones_is_not_refused_again() throws IOException {
        JsonNode first = create(body);
        JsonNode second = TestCompetitions.createBeside(API, body);
        JsonNode pair = queued(first, second);
        assertThat(pair.fieldNames())
                .toIterable()
                .containsExactly("id", "state", "score", "reasons", "competitions", "since");
        assertThat(pair.get("score").asDouble()).isEqualTo(1);
        assertThat(texts(pair.get("reasons"), JsonNode::asText)).contains("equal name", "same date");
        assertThat(pair.get("competitions")).contains(first, second);

        Map<String, Object> other = Map.of("full_name", TestCompetitions.newName());
        API.patch(pathOf(second), other).requireStatus(200);
        Map<String, Object> equal = Map.of("full_name", body.get("full_name"));
        assertThat(API.patch(pathOf(second), equal).status()).isEqualTo(409);

        String path = PATH + "/" + pair.get("id").asText();
        Response decided = API.post(path, Map.of("same", false)).requireStatus(200);
        assertThat(decided.json().get("state").asText()).isEqualTo("different");
        assertThat(queued(first, second)).isNull();
        JsonNode shown = find(API, COUNTRY, "different", first, second);
        assertThat(shown.get("id")).isEqualTo(pair.get("id"));
        API.patch(pathOf(second), equal).requireStatus(200);
        assertThat(queued(first, second)).isNull();
        assertThat(labelledPairs())
                .anyMatch(line ->
                        line.startsWith("{\"label\" : \"different\"") && line.contains((String) body.get("full_name")));

        for (Map<String, Object> late :
                List.<Map<String, Object>>of(Map.of("same", false), Map.of("same", true, "keep", idOf(first)))) {
            JsonNode detail = API.post(path, late).requireStatus(409).json().get("detail");
            assertThat(detail.get("state").asText()).isEqualTo("different");
        }
        API.post(path + "/undo", Map.of()).requireStatus(200);
        assertThat(queued(first, second)).isNotNull();
        assertThat(API.post(path + "/undo", Map.of())
                        .requireStatus(409)
                        .json()
                        .at("/detail/state")
                        .asText())
                .isEqualTo("open");
    }

    /** The trigger removes the pair as the decision is committed, as a deletion directly after it does. */
    @Test
    void the_response_to_a_decision_is_read_in_its_transaction() {
        String path = TestDuplicates.pathOf(queued(create(body), TestCompetitions.createBeside(API, body)));
        TestDatabase database = new TestDatabase(TestSuites.shared());
        database.execute("""
                CREATE FUNCTION remove_pair() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN DELETE FROM opentrack.duplicate_pair WHERE id = NEW.id; RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER remove_pair AFTER UPDATE ON duplicate_pair DEFERRABLE INITIALLY DEFERRED
                   FOR EACH ROW WHEN (NEW.id = '%s') EXECUTE FUNCTION remove_pair()""".formatted(path.substring(PATH.length() + 1)));
        try {
            Response decided = API.post(path, Map.of("same", false)).requireStatus(200);
            assertThat(decided.json().get("state").asText()).isEqualTo("different");
            assertRejected(API.post(path + "/undo", Map.of()), 404, "no pair");
        } finally {
            database.execute("DROP FUNCTION remove_pair CASCADE");
        }
    }

    @Test
    void a_possible_duplicate_is_created_with_a_link_to_the_other_and_queued() {
        String word = TestCompetitions.newName().substring(4);
        JsonNode first = create(TestCompetitions.with(body, "full_name", word + " Memorial"));
        Map<String, Object> similar = TestCompetitions.with(body, "full_name", word + " Cup");
        ApiClient repeating = API.with("Idempotency-Key", UUID.randomUUID().toString());
        Response second = null;
        for (String attempt : List.of("first", "replayed")) {
            second = repeating.post(TestCompetitions.PATH, similar).requireStatus(201);
            assertThat(second.response().headers().allValues("Link"))
                    .as(attempt)
                    .containsExactly("</api/v1/competitions/" + idOf(first) + ">; rel=\"possible-duplicate\"");
        }
        JsonNode pair = queued(first, second.json());
        assertThat(pair.get("score").asDouble()).isBetween(0.5, 0.9);
        assertThat(texts(pair.get("reasons"), JsonNode::asText)).contains("similar name");
    }

    @Test
    void updates_upserts_and_bulk_items_queue_too() {
        JsonNode first = create(body);
        String address = TestCompetitions.PATH + "by-national-id/" + COUNTRY + "/2033/" + UUID.randomUUID();
        JsonNode upserted = overridden(token -> API.put(address, TestCompetitions.with(body, "override_token", token)));
        assertThat(queued(first, upserted)).isNotNull();

        JsonNode changed = create(TestCompetitions.small(COUNTRY, "2033-05-05"));
        JsonNode updated = overridden(token ->
                API.patch(pathOf(changed), Map.of("full_name", body.get("full_name"), "override_token", token)));
        assertThat(queued(first, updated)).isNotNull();
        assertThat(queued(upserted, updated)).isNotNull();

        Map<String, Object> repeated = TestCompetitions.with(body, "short_name", "bulk");
        String token = API.post(TestCompetitions.PATH + "bulk", List.of(repeated))
                .json()
                .at("/items/0/detail/override_token")
                .asText();
        JsonNode item = API.post(
                        TestCompetitions.PATH + "bulk?answer=full",
                        List.of(TestCompetitions.with(repeated, "override_token", token)))
                .json()
                .at("/items/0/competition");
        assertThat(queued(first, item)).isNotNull();

        API.delete(pathOf(item)).requireStatus(204);
        assertThat(queued(first, item)).isNull();
    }

    /** Result of the documented statement for the gold set. */
    private static List<String> labelledPairs() throws IOException {
        String page = Files.readString(TestSuites.repository().resolve("deploy/docs/decisions/review.md"));
        String statement = page.substring(page.indexOf("```sql") + 6, page.lastIndexOf("```"));
        return new TestDatabase(TestSuites.shared())
                .query(statement).stream().map(row -> row.get(0)).toList();
    }

    private interface Attempt {
        Response send(String token);
    }

    private static JsonNode overridden(Attempt attempt) {
        String token = attempt.send("")
                .requireStatus(409)
                .json()
                .at("/detail/override_token")
                .asText();
        Response written = attempt.send(token);
        assertThat(written.status()).as(written.toString()).isIn(200, 201);
        return written.json();
    }

    @Test
    void the_queue_is_paged_newest_first() {
        create(body);
        TestCompetitions.createBeside(API, body);
        TestCompetitions.createBeside(API, body);
        List<String> since = new ArrayList<>();
        for (String page = PATH + "/?country=" + COUNTRY + "&limit=1"; page != null; ) {
            Response response = API.get(page).requireStatus(200);
            since.addAll(texts(response.json(), pair -> pair.get("since").asText()));
            page = response.next();
        }
        assertThat(since).hasSizeGreaterThanOrEqualTo(3).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void only_admins_of_a_country_see_and_decide() {
        JsonNode first = create(body);
        JsonNode second = TestCompetitions.createBeside(API, body);
        String path = PATH + "/" + queued(first, second).get("id").asText();
        Map<String, Object> decision = Map.of("same", false);
        for (ApiClient other : List.of(READER.api(), ADMIN.api())) {
            assertRejected(other.get(PATH + "?country=" + COUNTRY), 403, "ADMIN_" + COUNTRY);
            assertRejected(other.post(path, decision), 403);
            assertRejected(other.post(path + "/undo", Map.of()), 403);
        }
        assertRejected(READER.api().post(PATH + "/" + UUID.randomUUID(), decision), 403);
        assertRejected(API.post(PATH + "/" + UUID.randomUUID(), decision), 404, "no pair");
        assertThat(queued(first, second)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?state=open|query.country",
                "?country=GER&state=x&limit=1001&after=x|query.country query.state query.limit query.after",
            })
    void an_invalid_filter_is_422(String query, String violations) {
        assertInvalid(READER.api().get(PATH + query), violations.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|body.same",
                "{\"same\": \"no\"}|body.same",
                "{\"same\": true}|body.keep",
                "{\"same\": true, \"keep\": \"x\", \"take\": [\"slug\"]}|body.keep body.take",
                "{\"same\": true, \"keep\": \"7f3e1d0a-4b4e-4b83-9d8e-2f0d6c1c7a01\", \"take\": \"city\"}|body.take",
            })
    void an_invalid_decision_is_422(String decision, String violations) {
        byte[] sent = decision.getBytes(StandardCharsets.UTF_8);
        assertInvalid(READER.api().send("POST", PATH + "/" + UUID.randomUUID(), sent), violations.split(" "));
    }
}
