package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.pathOf;
import static run.opentrack.tests.contract.ContractFixture.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Status of a competition: its change, its consequences for versions, and a change of the date. */
class StatusTest {
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    @Test
    void a_status_is_set_with_a_reason_and_the_members_keep_their_bytes() {
        JsonNode existing = create(TestCompetitions.small("EST", "2031-09-01"));
        String before = get(existing).text();
        Response set = put(existing, Map.of("status", "cancelled", "reason", " The stadium is flooded "));
        set.requireStatus(200);
        assertThat(get(existing).text()).isEqualTo(before);
        assertThat(set.text()).startsWith(before.substring(0, before.length() - 1) + ",\"status\":{");
        JsonNode status = set.json().get("status");
        assertThat(status.fieldNames()).toIterable().containsExactly("status", "reason", "since", "previous_dates");
        assertThat(status.get("status").asText()).isEqualTo("cancelled");
        assertThat(status.get("reason").asText()).isEqualTo("The stadium is flooded");
        assertThat(status.get("since").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(status.get("previous_dates")).isEmpty();
    }

    @Test
    void a_change_has_a_revision_tags_and_a_history_entry_and_an_equal_one_has_none() {
        JsonNode existing = create(TestCompetitions.small("EST", "2031-09-02"));
        String row = row(existing);
        String etag = get(existing).header("ETag");
        String list = TestCompetitions.PATH + "?country=EST&from_date=2031-09-02&to_date=2031-09-02";
        String listEtag = READER.api().get(list).header("ETag");
        Response equal = put(existing, Map.of("status", "scheduled"));
        equal.requireStatus(200);
        assertThat(equal.header("ETag")).isEqualTo(etag);
        assertThat(row(existing)).isEqualTo(row);

        Response set = put(existing, Map.of("status", "postponed", "reason", "storm"));
        assertThat(set.header("ETag")).isEqualTo(get(existing).header("ETag")).isNotEqualTo(etag);
        assertThat(READER.api().get(list).header("ETag")).isNotEqualTo(listEtag);
        String changed = row(existing);
        assertThat(changed).startsWith("2 ").isNotEqualTo(row);
        Response repeated = put(existing, Map.of("status", "postponed", "reason", "storm"));
        assertThat(repeated.text()).isEqualTo(set.text());
        assertThat(repeated.header("ETag")).isEqualTo(set.header("ETag"));
        assertThat(row(existing)).isEqualTo(changed);

        JsonNode history = history(existing);
        assertThat(texts(history, entry -> entry.get("action").asText())).containsExactly("changed", "created");
        JsonNode entry = history.get(0).get("changes");
        assertThat(entry.fieldNames()).toIterable().containsExactly("status");
        assertThat(entry.at("/status/new")).isEqualTo(set.json().get("status"));
    }

    @Test
    void rights_and_conditions_are_those_of_an_update() {
        JsonNode existing = create(TestCompetitions.small("EST", "2031-09-03"));
        Map<String, String> cancelled = Map.of("status", "cancelled");
        String path = pathOf(existing) + "/status";
        assertRejected(READER.api().put(path, cancelled), 403, "ADMIN_EST");
        assertInvalid(READER.api().put(path, Map.of("status", "off")), "body.status");
        String unknown = TestCompetitions.PATH + UUID.randomUUID() + "/status";
        assertRejected(ADMIN.api().put(unknown, cancelled), 404);
        assertInvalid(ADMIN.api().put(TestCompetitions.PATH + "x/status", cancelled), "path.id");
        ApiClient stale = ADMIN.api().with("If-Match", "\"stale\"");
        assertRejected(stale.put(path, cancelled), 412);
        ApiClient current = ADMIN.api().with("If-Match", get(existing).header("ETag"));
        current.put(path, cancelled).requireStatus(200);
        assertRejected(current.put(path, Map.of("status", "finished")), 412);
        assertRejected(current.patch(pathOf(existing), Map.of("city", "Narva")), 412);
        put(existing, Map.of("status", "finished", "unknown", List.of())).requireStatus(200);
    }

    /** Each way to write leads to the one place that decides. */
    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "upsert", "bulk"})
    void another_date_of_a_scheduled_one_reschedules_it_and_scheduled_keeps_the_former_dates(String way) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2031-09-04");
        competition.put("national_id", UUID.randomUUID().toString());
        JsonNode existing = create(competition);
        move(way, existing, competition, "2031-09-11");
        assertThat(status(existing)).startsWith("rescheduled [\"2031-09-04\"]");
        move(way, existing, competition, "2031-09-18");
        assertThat(status(existing)).startsWith("rescheduled [\"2031-09-04\",\"2031-09-11\"]");
        JsonNode history = history(existing);
        assertThat(history.get(0).get("changes").fieldNames()).toIterable().contains("date", "status");
        put(existing, Map.of("status", "scheduled")).requireStatus(200);
        assertThat(status(existing)).startsWith("scheduled [\"2031-09-04\",\"2031-09-11\"]");
        ADMIN.api().patch(pathOf(existing), Map.of("city", "Narva")).requireStatus(200);
        assertThat(status(existing)).startsWith("scheduled ");
    }

    @Test
    void included_members_follow_the_26_and_are_in_lists_pages_and_reads() {
        Map<String, Object> competition = TestCompetitions.small("FIN", "2031-09-06");
        competition.put("national_id", "N-" + UUID.randomUUID());
        JsonNode existing = create(competition);
        put(existing, Map.of("status", "postponed", "reason", "strike")).requireStatus(200);
        create(TestCompetitions.small("FIN", "2031-09-06"));
        Response plain = get(existing);
        String all = "include=updated_at,national_ids&include=etag,status";
        Response included = READER.api().get(pathOf(existing) + "?" + all);
        included.requireStatus(200);
        assertThat(included.text())
                .startsWith(plain.text().substring(0, plain.text().length() - 1) + ",\"status\":");
        List<String> names = new ArrayList<>();
        included.json().fieldNames().forEachRemaining(names::add);
        assertThat(names).hasSize(30).endsWith("events", "status", "etag", "updated_at", "national_ids");
        assertThat(included.json().at("/status/status").asText()).isEqualTo("postponed");
        assertThat(included.json().get("etag").asText()).isEqualTo(plain.header("ETag"));
        assertThat(Instant.parse(included.json().get("updated_at").asText()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(included.json().get("national_ids")).hasSize(1);
        assertThat(included.json().at("/national_ids/0").asText()).isEqualTo(competition.get("national_id"));

        String list = TestCompetitions.PATH + "?country=FIN&from_date=2031-09-06&to_date=2031-09-06";
        // Twice, since a repeated list comes from caches.
        for (int repetition = 0; repetition < 2; repetition++) {
            assertThat(READER.api().get(list).text()).contains(plain.text()).doesNotContain("postponed");
            assertThat(READER.api().get(list + "&" + all).json()).contains(included.json());
            assertThat(READER.api().get(list + "&status=postponed").text()).isEqualTo("[" + plain.text() + "]");
        }
        Response page = READER.api().get(list + "&limit=1&include=etag&status=postponed&status=scheduled");
        Response next = READER.api().get(page.next());
        assertThat(page.json().get(0).size() + next.json().get(0).size()).isEqualTo(54);
        assertThat(next.next()).isNull();
        String byNationalId = TestCompetitions.PATH + "by-national-id/FIN/2031/" + competition.get("national_id");
        assertThat(READER.api().get(byNationalId + "?" + all).text()).isEqualTo(included.text());
        assertInvalid(READER.api().get(list + "&include=events&status=off"), "query.include", "query.status");
        assertInvalid(READER.api().get(pathOf(existing) + "?include=events"), "query.include");
    }

    @Test
    void a_read_with_included_members_has_a_tag_of_its_own_that_conditions_accept() {
        JsonNode existing = create(TestCompetitions.small("EST", "2031-09-07"));
        String path = pathOf(existing) + "?include=updated_at";
        String etag = READER.api().get(path).header("ETag");
        assertThat(etag).isNotEqualTo(get(existing).header("ETag"));
        READER.api().with("If-None-Match", etag).get(path).requireStatus(304);
        ADMIN.api().patch(pathOf(existing), Map.of("city", "Narva")).requireStatus(200);
        ADMIN.api().patch(pathOf(existing), Map.of("city", "")).requireStatus(200);
        // The members are as before, but not the time.
        assertThat(get(existing).header("ETag")).isEqualTo(etag.replaceAll("\\+.*\"", "\""));
        Response changed = READER.api().with("If-None-Match", etag).get(path);
        changed.requireStatus(200);
        ADMIN.api()
                .with("If-Match", changed.header("ETag"))
                .put(pathOf(existing) + "/status", Map.of("status", "finished"))
                .requireStatus(200);
        assertRejected(ADMIN.api().with("If-Match", changed.header("ETag")).delete(pathOf(existing)), 412);
    }

    @Test
    void database_and_service_render_a_status_alike() {
        JsonNode existing = create(TestCompetitions.small("EST", "2031-09-08"));
        Response set = put(existing, Map.of("status", "finished"));
        String selection = "?country=EST&from_date=2031-09-08&to_date=2031-09-08&include=status";
        JsonNode listed = READER.api().get(TestCompetitions.PATH + selection).json();
        assertThat(listed).contains(set.json());
        JsonNode initial = create(TestCompetitions.small("EST", "2031-09-08"));
        String created =
                READER.api().get(pathOf(initial) + "?include=status,updated_at").text();
        JsonNode json = Json.read(created);
        assertThat(json.at("/status/since")).isEqualTo(json.get("updated_at"));
        assertThat(put(initial, Map.of("status", "scheduled")).json().get("status"))
                .isEqualTo(json.get("status"));
    }

    private static void move(String way, JsonNode existing, Map<String, Object> competition, String date) {
        Map<String, Object> moved = TestCompetitions.with(competition, "date", date);
        switch (way) {
            case "PATCH" ->
                ADMIN.api()
                        .patch(pathOf(existing), Map.of("date", date, "finish_date", date))
                        .requireStatus(200);
            case "upsert" ->
                ADMIN.api()
                        .put(TestCompetitions.PATH + "by-national-id/EST/2031/" + competition.get("national_id"), moved)
                        .requireStatus(200);
            default -> {
                Map<String, Object> item = Map.of("op", "upsert", "competition", moved);
                Response response = ADMIN.api().post(TestCompetitions.PATH + "bulk", List.of(item));
                response.requireStatus(200);
                assertThat(response.json().at("/counts/updated").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void another_date_of_a_cancelled_one_leaves_its_status_and_equal_upserts_change_nothing() {
        Map<String, Object> competition = TestCompetitions.small("EST", "2031-09-05");
        competition.put("national_id", UUID.randomUUID().toString());
        JsonNode existing = create(competition);
        put(existing, Map.of("status", "cancelled")).requireStatus(200);
        move("PATCH", existing, competition, "2031-09-12");
        assertThat(status(existing)).startsWith("cancelled []");
        String row = row(existing);
        move("upsert", existing, competition, "2031-09-12");
        assertThat(row(existing)).isEqualTo(row);
    }

    private static Response put(JsonNode competition, Map<String, ?> status) {
        return ADMIN.api().put(pathOf(competition) + "/status", status);
    }

    private static Response get(JsonNode competition) {
        return READER.api().get(pathOf(competition));
    }

    private static JsonNode history(JsonNode competition) {
        return Eventually.retryOnBusy(() -> ADMIN.api().get(pathOf(competition) + "/history"))
                .requireStatus(200)
                .json();
    }

    /** Status and former dates. */
    private static String status(JsonNode competition) {
        JsonNode status = Json.read(DATABASE.queryValue(
                "SELECT status_json FROM competition WHERE id = ?::uuid", ContractFixture.idOf(competition)));
        return status.get("status").asText() + " " + status.get("previous_dates");
    }

    /** Revision, entity tag and time of the last change. */
    private static String row(JsonNode competition) {
        return DATABASE.queryValue(
                "SELECT concat_ws(' ', revision, etag, updated_at) FROM competition WHERE id = ?::uuid",
                ContractFixture.idOf(competition));
    }
}
