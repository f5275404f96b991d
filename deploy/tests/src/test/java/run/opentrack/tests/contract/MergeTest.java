package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.pathOf;
import static run.opentrack.tests.contract.ContractFixture.texts;
import static run.opentrack.tests.support.TestCompetitions.createBeside;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Follower;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestSuites;

/** PROMISES E12: merges, chains and undo. The countries are those of no other test. */
@ConcurrentClass
@ResourceLock(value = "change_epoch", mode = ResourceAccessMode.READ)
class MergeTest {
    private static final String COUNTRY = "MWI";
    private static final String NEIGHBOUR = "ZMB";
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private static final ApiClient API = ACCOUNTS.withGroups("ADMIN_" + COUNTRY).api();
    private static final ApiClient OTHER =
            ACCOUNTS.withGroups("ADMIN_" + NEIGHBOUR).api();

    private final String nationalId = UUID.randomUUID().toString();
    private final Map<String, Object> body = TestCompetitions.small(COUNTRY, "2033-05-05");

    private JsonNode duplicate(String website) {
        Map<String, Object> equal = TestCompetitions.with(body, "website", website);
        return createBeside(API, TestCompetitions.with(equal, "national_id", nationalId));
    }

    private static String pair(JsonNode one, JsonNode other) {
        return TestDuplicates.pathOf(TestDuplicates.find(API, COUNTRY, "open", one, other));
    }

    private static Map<String, Object> keep(JsonNode kept, String... take) {
        return Map.of("same", true, "keep", idOf(kept), "take", List.of(take));
    }

    private static String merge(JsonNode removed, JsonNode kept, String... take) {
        String pair = pair(removed, kept);
        JsonNode merged = API.post(pair, keep(kept, take)).requireStatus(200).json();
        assertThat(merged.get("state").asText()).isEqualTo("same");
        assertThat(merged.get("merged_into").asText()).isEqualTo(idOf(kept));
        assertThat(texts(merged.get("competitions"), ContractFixture::idOf))
                .containsExactlyInAnyOrder(idOf(removed), idOf(kept));
        return pair;
    }

    private static void assertLeadsTo(String path, JsonNode kept, String location) {
        Response redirect = READER.api().get(path).requireStatus(301);
        assertThat(redirect.text()).isEqualTo("{\"merged_into\":\"" + idOf(kept) + "\"}");
        assertThat(redirect.header("Location")).isEqualTo(location);
        assertThat(redirect.header("Cache-Control")).contains("no-cache");
        assertThat(redirect.header("ETag")).isNull();
        READER.api().get(location).requireStatus(200);
    }

    private String address() {
        return TestCompetitions.PATH + "by-national-id/" + COUNTRY + "/2033/" + nationalId;
    }

    @Test
    void a_merged_competition_leads_to_the_kept_one_and_cannot_be_written_to() {
        JsonNode kept = create(body);
        JsonNode removed = duplicate("https://example.org/" + nationalId);
        String etag = API.get(pathOf(removed)).header("ETag");
        Follower follower = new Follower(READER.api(), "?country=" + COUNTRY + "&year=2033");
        follower.synchronize(1_000);
        merge(removed, kept, "website");

        String target = "/api/v1/competitions/" + idOf(kept);
        assertLeadsTo(pathOf(removed), kept, target);
        assertLeadsTo(pathOf(removed) + "?include=status", kept, target + "?include=status");
        READER.api().with("If-None-Match", etag).get(pathOf(removed)).requireStatus(301);
        assertLeadsTo(address(), kept, target);
        String list = TestCompetitions.PATH + "?country=" + COUNTRY + "&year=2033&slug=";
        assertLeadsTo(
                list + removed.get("slug").asText(),
                kept,
                list + kept.get("slug").asText());
        assertLeadsTo(
                TestCompetitions.PATH + "?limit=1&slug=" + removed.get("slug").asText()
                        + "&include=status%2Cetag&country=" + COUNTRY + "&from_date=2033-01-01&to_date=2033-12-31",
                kept,
                list.replace("?", "?limit=1&include=status%2Cetag&")
                        + kept.get("slug").asText());

        List<JsonNode> removals = follower.synchronize(1_000).stream()
                .filter(change -> idOf(change.has("id") ? change : change.get("competition"))
                        .equals(idOf(removed)))
                .toList();
        assertThat(removals).hasSize(1);
        assertThat(removals.get(0).get("reason").asText()).isEqualTo("merged");
        assertThat(removals.get(0).get("merged_into").asText()).isEqualTo(idOf(kept));
        assertThat(follower.copy()).isEqualTo(Follower.listed(READER.api(), "?country=" + COUNTRY + "&year=2033"));
        assertThat(API.get(pathOf(kept)).json().get("website")).isEqualTo(removed.get("website"));
        JsonNode history = API.get(pathOf(kept) + "/history").json();
        assertThat(texts(history, entry -> entry.get("action").asText()))
                .containsExactly("changed", "deleted", "created", "created");
        assertThat(history.at("/1/changes/merged_into/new").asText()).isEqualTo(idOf(kept));

        Map<String, Object> change = Map.of("city", "Zomba");
        for (Response write : List.of(
                API.patch(pathOf(removed), change),
                API.delete(pathOf(removed)),
                API.put(pathOf(removed) + "/status", Map.of("status", "cancelled")),
                API.patch(address(), change),
                API.delete(address()),
                API.put(address(), TestCompetitions.small(COUNTRY, "2033-05-06")),
                API.post(TestCompetitions.PATH, with("id", idOf(removed))),
                API.post(TestCompetitions.PATH, with("national_id", nationalId)),
                API.patch(pathOf(create(with("city", "Zomba"))), Map.of("national_id", nationalId)))) {
            JsonNode detail = write.requireStatus(409).json().get("detail");
            assertThat(detail.get("merged_into").asText()).as(write.toString()).isEqualTo(idOf(kept));
        }
        JsonNode items = API.post(
                        TestCompetitions.PATH + "bulk",
                        List.of(Map.of("op", "update", "id", idOf(removed), "competition", change)))
                .json();
        assertThat(items.at("/items/0/status").asInt()).isEqualTo(409);
        assertThat(items.at("/items/0/detail/merged_into").asText()).isEqualTo(idOf(kept));
        assertRejected(READER.api().patch(pathOf(removed), change), 403);
        assertThat(create(with("slug", removed.get("slug").asText())).get("slug"))
                .isNotEqualTo(removed.get("slug"));
    }

    private static Map<String, Object> with(String member, Object value) {
        return TestCompetitions.with(TestCompetitions.small(COUNTRY, "2033-06-06"), member, value);
    }

    @Test
    void an_undo_restores_both_unless_members_have_changed_since() {
        JsonNode kept = create(body);
        JsonNode removed = duplicate("https://example.org/" + nationalId);
        JsonNode before = API.get(pathOf(kept)).json();
        API.patch(pathOf(removed), Map.of("city", "Zomba", "entry_link", "https://example.org/e"))
                .requireStatus(200);
        JsonNode removedBefore = API.get(pathOf(removed)).json();
        String pair = merge(removed, kept, "website", "entry_link", "national_id");
        assertThat(API.get(address()).json().get("id")).isEqualTo(kept.get("id"));
        API.patch(pathOf(kept), Map.of("entry_link", "https://example.org/later"))
                .requireStatus(200);
        Follower follower = new Follower(READER.api(), "?country=" + COUNTRY + "&year=2033");
        follower.synchronize(1_000);

        assertThat(API.post(pair + "/undo", Map.of())
                        .requireStatus(200)
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("open");
        assertThat(API.get(pathOf(removed)).requireStatus(200).json()).isEqualTo(removedBefore);
        assertThat(API.get(address()).json().get("id")).isEqualTo(removed.get("id"));
        JsonNode after = API.get(pathOf(kept)).json();
        assertThat(after.get("website")).isEqualTo(before.get("website"));
        assertThat(after.get("national_id")).isEqualTo(before.get("national_id"));
        assertThat(after.get("entry_link").asText()).endsWith("later");
        follower.synchronize(1_000);
        assertThat(follower.copy()).isEqualTo(Follower.listed(READER.api(), "?country=" + COUNTRY + "&year=2033"));
        assertThat(API.get(pathOf(kept) + "/history").json().toString()).doesNotContain("merged_into");
        API.patch(pathOf(removed), Map.of("city", "Karonga")).requireStatus(200);

        merge(kept, removed);
        DATABASE.update(
                "UPDATE merged_competition SET merged_at = now() - interval '31 days' WHERE id = ?::uuid", idOf(kept));
        assertRejected(API.post(pair + "/undo", Map.of()), 410, "30 days");
    }

    @Test
    void an_undo_keeps_a_later_change_of_a_member_that_was_equal() {
        Map<String, Object> equal = TestCompetitions.with(body, "website", "https://example.org/x");
        JsonNode kept = create(equal);
        JsonNode removed = createBeside(API, equal);
        String pair = merge(removed, kept, "website", "entry_link");
        Map<String, Object> later = Map.of("website", "https://example.org/y", "entry_link", "https://example.org/e");
        JsonNode changed = API.patch(pathOf(kept), later).requireStatus(200).json();
        API.post(pair + "/undo", Map.of()).requireStatus(200);
        assertThat(API.get(pathOf(kept)).json()).isEqualTo(changed);
    }

    @Test
    void an_undo_removes_the_pairs_that_the_merge_copied() {
        JsonNode kept = create(body);
        JsonNode removed = createBeside(API, body);
        API.patch(pathOf(kept), Map.of("full_name", TestCompetitions.newName())).requireStatus(200);
        JsonNode different = createBeside(API, body);
        JsonNode open = createBeside(API, body);
        API.post(pair(removed, different), Map.of("same", false)).requireStatus(200);
        String merged = merge(removed, kept);
        assertThat(TestDuplicates.find(API, COUNTRY, "different", kept, different))
                .isNotNull();
        API.post(pair(kept, open), Map.of("same", false)).requireStatus(200);

        API.post(merged + "/undo", Map.of()).requireStatus(200);
        assertThat(TestDuplicates.find(API, COUNTRY, "different", kept, different))
                .isNull();
        assertThat(TestDuplicates.find(API, COUNTRY, "different", kept, open)).isNotNull();
        assertThat(TestDuplicates.find(API, COUNTRY, "different", removed, different))
                .isNotNull();
        assertThat(TestDuplicates.find(API, COUNTRY, "open", removed, kept)).isNotNull();
    }

    @Test
    void chains_end_at_the_last_and_are_undone_link_by_link() {
        JsonNode first = create(body);
        JsonNode second = createBeside(API, body);
        JsonNode third = createBeside(API, body);
        merge(first, second);
        assertThat(API.post(pairOf(first, third), keep(third))
                        .requireStatus(409)
                        .json()
                        .at("/detail/merged_into")
                        .asText())
                .isEqualTo(idOf(second));
        String later = merge(second, third);
        assertLeadsTo(pathOf(first), third, "/api/v1/competitions/" + idOf(third));
        assertLeadsTo(pathOf(second), third, "/api/v1/competitions/" + idOf(third));
        assertThat(API.get(pathOf(third) + "/history").json()).hasSize(5);

        API.post(later + "/undo", Map.of()).requireStatus(200);
        assertLeadsTo(pathOf(first), second, "/api/v1/competitions/" + idOf(second));
        API.delete(pathOf(second)).requireStatus(204);
        assertRejected(API.get(pathOf(first)), 404);
        assertThat(API.post(TestCompetitions.PATH, with("id", idOf(first))).status())
                .isEqualTo(409);
    }

    /** Id of a pair that is not shown, as one of both was merged. */
    private static String pairOf(JsonNode one, JsonNode other) {
        return TestDuplicates.PATH + "/"
                + DATABASE.queryValue(
                        "SELECT id FROM duplicate_pair WHERE ARRAY[first_id, second_id] @> ARRAY[?::uuid, ?::uuid]",
                        idOf(one),
                        idOf(other));
    }

    @Test
    void a_deletion_ends_what_leads_to_the_competition_even_if_its_id_is_used_again() {
        JsonNode first = create(body);
        JsonNode second = duplicate("https://example.org/" + nationalId);
        JsonNode kept = createBeside(API, body);
        Follower before = new Follower(READER.api(), "?country=" + COUNTRY + "&year=2033");
        before.synchronize(1_000);
        merge(first, second);
        String pair = merge(second, kept, "website");
        API.delete(pathOf(kept)).requireStatus(204);
        Map<String, Object> other = TestCompetitions.with(with("id", idOf(kept)), "website", second.get("website"));
        JsonNode unrelated = create(other);
        assertThat(idOf(unrelated)).isEqualTo(idOf(kept));

        String slug = TestCompetitions.PATH + "?country=" + COUNTRY + "&year=2033&slug=";
        for (JsonNode one : List.of(first, second)) {
            assertRejected(READER.api().get(pathOf(one)), 404);
            assertThat(READER.api()
                            .get(slug + one.get("slug").asText())
                            .requireStatus(200)
                            .json())
                    .isEmpty();
            assertRejected(API.patch(pathOf(one), Map.of("city", "Zomba")), 404);
        }
        assertRejected(READER.api().get(address()), 404);
        List<String> reasons = before.synchronize(1_000).stream()
                .filter(change -> change.path("id").asText().equals(idOf(second)))
                .map(change -> change.get("reason").asText() + change.get("merged_into"))
                .toList();
        assertThat(reasons).containsExactly("deletednull");

        API.post(pair + "/undo", Map.of()).requireStatus(200);
        assertThat(API.get(pathOf(unrelated)).json()).isEqualTo(unrelated);
        assertLeadsTo(pathOf(first), second, "/api/v1/competitions/" + idOf(second));
    }

    @Test
    void concurrent_merges_and_updates_leave_one_survivor() throws Exception {
        for (int round = 0; round < 3; round++) {
            Map<String, Object> equal = TestCompetitions.small(COUNTRY, "2033-07-07");
            List<JsonNode> all = List.of(create(equal), createBeside(API, equal), createBeside(API, equal));
            List<Callable<Response>> calls = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                JsonNode one = all.get(n);
                JsonNode next = all.get((n + 1) % 3);
                String pair = pair(one, next);
                calls.add(() -> API.post(pair, keep(next)));
                calls.add(() -> API.post(pair, keep(one)));
                calls.add(() -> API.patch(pathOf(one), Map.of("city", "Zomba")));
            }
            List<Response> responses = LoadGenerator.run(
                    calls.size(), calls.size(), n -> Eventually.retryOnBusy(() -> call(calls.get(n))));
            assertThat(responses).allMatch(response -> Set.of(200, 409).contains(response.status()));
            List<JsonNode> left = new ArrayList<>();
            Set<String> targets = new HashSet<>();
            for (JsonNode one : all) {
                Response found = READER.api().get(pathOf(one));
                if (found.status() == 200) {
                    left.add(one);
                } else {
                    targets.add(
                            found.requireStatus(301).json().get("merged_into").asText());
                }
            }
            assertThat(left).hasSize(1);
            assertThat(targets).containsExactly(idOf(left.get(0)));
            JsonNode listed = READER.api()
                    .get(TestCompetitions.PATH + "?country=" + COUNTRY + "&from_date=2033-07-07&q="
                            + ((String) equal.get("full_name")).substring(4))
                    .json();
            assertThat(texts(listed, ContractFixture::idOf)).containsExactly(idOf(left.get(0)));
        }
    }

    private static Response call(Callable<Response> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_pair_across_a_border_needs_both_countries() {
        body.put("website", "https://example.org/2033/" + UUID.randomUUID());
        JsonNode own = create(body);
        JsonNode foreign = create(TestCompetitions.with(body, "country_id", NEIGHBOUR));
        JsonNode pair = TestDuplicates.find(OTHER, NEIGHBOUR, "open", own, foreign);
        assertThat(pair).isEqualTo(TestDuplicates.find(API, COUNTRY, "open", own, foreign));
        String path = TestDuplicates.pathOf(pair);

        JsonNode proposed = API.post(path, keep(own, "city")).requireStatus(202).json();
        assertThat(proposed.get("state").asText()).isEqualTo("proposed");
        assertThat(proposed.get("proposal").toString())
                .isEqualTo("{\"country_id\":\"MWI\",\"keep\":\"" + idOf(own) + "\",\"take\":[\"city\"]}");
        API.post(path, keep(own, "city")).requireStatus(202);
        OTHER.post(path, keep(foreign)).requireStatus(202);
        API.get(pathOf(foreign)).requireStatus(200);
        API.post(path, Map.of("same", true, "keep", idOf(foreign))).requireStatus(200);
        assertLeadsTo(pathOf(own), foreign, "/api/v1/competitions/" + idOf(foreign));
        assertRejected(OTHER.post(path + "/undo", Map.of()), 403, "ADMIN_" + COUNTRY);
        API.post(path + "/undo", Map.of()).requireStatus(200);
        API.get(pathOf(own)).requireStatus(200);
    }

    @Test
    void a_pair_follows_a_competition_to_another_country() {
        JsonNode staying = create(body);
        JsonNode moving = createBeside(API, body);
        ApiClient both =
                ACCOUNTS.withGroups("ADMIN_" + COUNTRY, "ADMIN_" + NEIGHBOUR).api();
        both.patch(pathOf(moving), Map.of("country_id", NEIGHBOUR)).requireStatus(200);
        JsonNode pair = TestDuplicates.find(OTHER, NEIGHBOUR, "open", staying, moving);
        assertThat(pair).isNotNull().isEqualTo(TestDuplicates.find(API, COUNTRY, "open", staying, moving));

        Map<String, Object> moved = Map.of("country_id", NEIGHBOUR, "full_name", TestCompetitions.newName());
        both.patch(pathOf(staying), moved).requireStatus(200);
        assertThat(TestDuplicates.find(API, COUNTRY, "open", staying, moving)).isNull();
        assertRejected(API.post(TestDuplicates.pathOf(pair), Map.of("same", false)), 403, "ADMIN_" + NEIGHBOUR);
        TestDuplicates.merge(OTHER, pair, idOf(staying)).requireStatus(200);
    }

    @Test
    void a_merge_with_an_invalid_result_changes_nothing() {
        JsonNode kept = create(TestCompetitions.with(body, "national_id", UUID.randomUUID()));
        JsonNode removed = duplicate("https://example.org/x");
        String pair = pair(removed, kept);
        assertInvalid(API.post(pair, keep(kept, "national_id")), "body.take");
        assertInvalid(API.post(pair, keep(create(with("city", "Zomba")))), "body.keep");
        assertThat(API.get(pathOf(removed)).json()).isEqualTo(removed);
    }

    @Test
    void a_redaction_reaches_a_merged_competition() {
        String address = UUID.randomUUID() + "@example.org";
        JsonNode kept = create(body);
        JsonNode removed = duplicate("https://example.org/x");
        API.patch(pathOf(removed), Map.of("contact_details", "Mail " + address)).requireStatus(200);
        String pair = merge(removed, kept, "contact_details");
        Response redaction = API.post("/api/v1/competitions/redactions", Map.of("email", address));
        String path = redaction.requireStatus(202).header("Location");
        Eventually.within(60, () -> !API.get(path).json().get("finished_at").isNull());
        assertThat(DATABASE.queryValue(
                        "SELECT count(*) FROM merged_competition m WHERE m::text LIKE '%' || ? || '%'", address))
                .isEqualTo("0");
        API.post(pair + "/undo", Map.of()).requireStatus(200);
        assertThat(API.get(pathOf(removed)).json().get("contact_details").asText())
                .isEqualTo("Mail");
        assertThat(API.get(pathOf(kept)).json().get("contact_details").asText()).isEqualTo("Mail");
    }
}
