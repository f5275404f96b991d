package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Random items, sent one by one and in one bulk call to equal rows, get equal statuses and bodies. */
class BulkEqualsSingleTest {
    private static final int ITEMS = TestSuites.isFullRun() ? 1_000 : 150;
    private static final int ROUNDS = TestSuites.isFullRun() ? 3 : 1;
    private static final int SEEDS = 40;
    /** No other test uses Nauru, Tuvalu and Palau. */
    private static final List<String> COUNTRIES = List.of("NRU", "TUV", "PLW");

    private static final List<String> WORDS = List.of("Spring", "Autumn", "Coastal", "Harbour", "Lagoon", "Reef");
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private static final ApiClient EDITOR = new TestAccounts(TestSuites.shared())
            .withGroups("ADMIN_NRU", "ADMIN_TUV")
            .api();

    /** The full run has other items each time. */
    private static final long SEED = Long.getLong("opentrack.seed", TestSuites.isFullRun() ? System.nanoTime() : 1);

    private final Random random = new Random(SEED);

    private final List<UUID> ids = IntStream.range(0, SEEDS)
            .mapToObj(n -> new UUID(random.nextLong(), random.nextLong()))
            .toList();

    @AfterAll
    static void clear() {
        for (String table : List.of("competition", "competition_history")) {
            DATABASE.update("DELETE FROM opentrack." + table + " WHERE country_id IN ('NRU', 'TUV', 'PLW')");
        }
    }

    @Test
    void each_item_is_answered_as_its_single_call() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Map<String, Object>> seeds = ids.stream()
                    .map(id -> TestCompetitions.with(competition(), "id", id))
                    .toList();
            List<Map<String, Object>> items =
                    IntStream.range(0, ITEMS).mapToObj(n -> item()).toList();
            seed(seeds);
            List<Response> single = items.stream().map(this::send).toList();
            seed(seeds);
            String before = rows();
            JsonNode dry = bulk("?dry_run=true", items);
            assertThat(rows()).as("rows after a dry run").isEqualTo(before);
            JsonNode bulk = bulk("?answer=full", items);
            compare(items, single, bulk);
            compareStatuses(items, bulk, dry);
        }
    }

    private static JsonNode bulk(String query, List<Map<String, Object>> items) {
        return EDITOR.post(TestCompetitions.PATH + "bulk" + query, items)
                .requireStatus(200)
                .json()
                .get("items");
    }

    private static void seed(List<Map<String, Object>> seeds) {
        clear();
        seeds.forEach(seed -> EDITOR.post(TestCompetitions.PATH, seed));
    }

    private Map<String, Object> competition() {
        Map<String, Object> competition = new LinkedHashMap<>();
        competition.put(
                "full_name",
                pick(WORDS) + " " + pick(List.of("Meeting", "Relays", "Games", "Cup")) + " "
                        + pick(List.of("", "U18", "Masters", "II")));
        competition.put("country_id", COUNTRIES.get(random.nextInt(2)));
        competition.put(
                "date", LocalDate.of(2032, 1, 1).plusDays(random.nextInt(40)).toString());
        if (random.nextInt(3) == 0) {
            competition.put("city", pick(List.of("Yaren", "Funafuti", "Koror")));
        }
        if (random.nextInt(4) == 0) {
            competition.put("national_id", "N-" + random.nextInt(10));
        }
        return competition;
    }

    private Map<String, Object> item() {
        Map<String, Object> competition = competition();
        switch (random.nextInt(12)) {
            case 0 -> competition.put("date", pick(List.of("2032-02-30", "x", "1700-01-01")));
            case 1 -> competition.put("country_id", pick(List.of("PLW", "GER")));
            case 2 -> competition.put("id", ids.get(random.nextInt(SEEDS)).toString());
            case 3 -> competition.put("override_token", pick(List.of("", "a.b.c")));
            case 4, 5 -> {
                return operation("update", change(competition));
            }
            case 6 -> {
                return operation("delete", null);
            }
            default -> {}
        }
        boolean addressable =
                !"GER".equals(competition.get("country_id")) && ((String) competition.get("date")).startsWith("2032-0");
        if (competition.containsKey("national_id") && addressable && random.nextBoolean()) {
            return new LinkedHashMap<>(Map.of("op", "upsert", "competition", competition));
        }
        return random.nextBoolean() ? competition : Map.of("op", "create", "competition", competition);
    }

    private Map<String, Object> operation(String op, Map<String, Object> members) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("op", op);
        operation.put("id", random.nextInt(8) == 0 ? UUID.randomUUID() : ids.get(random.nextInt(SEEDS)));
        if (random.nextInt(6) == 0) {
            operation.put("if_match", pick(List.of("*", "\"x\"")));
        }
        if (members != null) {
            operation.put("competition", members);
        }
        return operation;
    }

    private Map<String, Object> change(Map<String, Object> competition) {
        competition.keySet().removeIf(member -> random.nextInt(3) > 0);
        return competition;
    }

    private String pick(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    @SuppressWarnings("unchecked")
    private Response send(Map<String, Object> item) {
        ApiClient api = item.containsKey("if_match") ? EDITOR.with("If-Match", (String) item.get("if_match")) : EDITOR;
        Object op = item.get("op");
        if ("upsert".equals(op)) {
            Map<String, Object> competition = (Map<String, Object>) item.get("competition");
            return api.send("PUT", upsertPath(competition), Json.bytes(competition));
        }
        String path = TestCompetitions.PATH + item.getOrDefault("id", "");
        if ("update".equals(op)) {
            return api.patch(path, item.get("competition"));
        }
        return "delete".equals(op)
                ? api.delete(path)
                : api.post(TestCompetitions.PATH, item.getOrDefault("competition", item));
    }

    private static String upsertPath(Map<String, Object> competition) {
        return TestCompetitions.PATH + "by-national-id/" + competition.get("country_id") + "/2032/"
                + competition.get("national_id");
    }

    private static void compare(List<Map<String, Object>> items, List<Response> single, JsonNode bulk) {
        List<String> differences = new ArrayList<>();
        Map<String, String> singleIds = new LinkedHashMap<>();
        for (int n = 0; n < single.size(); n++) {
            JsonNode item = bulk.get(n);
            Response response = single.get(n);
            boolean equal = item.get("status").asInt() == response.status();
            if (equal && response.status() < 300 && response.status() != 204) {
                singleIds.put(item.get("id").asText(), response.json().get("id").asText());
                equal = withoutId(item.get("competition")).equals(withoutId(response.json()));
            } else if (equal && response.status() >= 400) {
                equal = isSameDetail(item.get("detail"), response.json().get("detail"), bulk, singleIds);
            }
            if (!equal) {
                differences.add(n + " " + Json.text(items.get(n)) + "\n  " + response + "\n  " + item);
            }
        }
        assertEqual("bulk call and single calls", differences);
    }

    private static void assertEqual(String compared, List<String> differences) {
        assertThat(differences)
                .as("differences of %s, -Dopentrack.seed=%d", compared, SEED)
                .isEmpty();
    }

    private static JsonNode withoutId(JsonNode competition) {
        ObjectNode copy = competition.deepCopy();
        copy.remove("id");
        return copy;
    }

    /** Override tokens differ; an earlier item is one of the matches of the single call. */
    private static boolean isSameDetail(JsonNode item, JsonNode single, JsonNode bulk, Map<String, String> singleIds) {
        if (item.has("same_as")) {
            String earlier = singleIds.get(
                    bulk.get(item.get("same_as").asInt()).get("id").asText());
            return single.get("mathing_competitions").findValuesAsText("id").contains(earlier);
        }
        if (!item.has("mathing_competitions")) {
            return item.equals(single);
        }
        List<String> ids = item.get("mathing_competitions").findValuesAsText("id").stream()
                .map(id -> singleIds.getOrDefault(id, id))
                .sorted()
                .toList();
        return item.get("error").equals(single.get("error"))
                && item.has("override_token")
                && ids.equals(single.get("mathing_competitions").findValuesAsText("id").stream()
                        .sorted()
                        .toList());
    }

    private static void compareStatuses(List<Map<String, Object>> items, JsonNode bulk, JsonNode dry) {
        List<String> differences = new ArrayList<>();
        for (int n = 0; n < items.size(); n++) {
            if (!bulk.get(n).get("status").equals(dry.get(n).get("status"))) {
                differences.add(n + " " + Json.text(items.get(n)) + "\n  " + bulk.get(n) + "\n  " + dry.get(n));
            }
        }
        assertEqual("bulk call and dry run", differences);
    }

    private static String rows() {
        return DATABASE.queryValue(
                "SELECT (SELECT count(*) || ' ' || sum(revision) FROM opentrack.competition) || ' ' || (SELECT count(*) FROM"
                        + " opentrack.competition_history) || ' ' || (SELECT sum(version) FROM opentrack.calendar_version)");
    }
}
