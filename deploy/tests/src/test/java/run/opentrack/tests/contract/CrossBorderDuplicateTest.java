package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.pathOf;
import static run.opentrack.tests.contract.ContractFixture.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestSuites;

/** Possible duplicates of two neighbouring countries, which are those of no other test. */
@ConcurrentClass
class CrossBorderDuplicateTest {
    private static final ApiClient UGANDA = ACCOUNTS.withGroups("ADMIN_UGA").api();
    private static final ApiClient BURUNDI = ACCOUNTS.withGroups("ADMIN_BDI").api();

    private final Map<String, Object> body = new HashMap<>(TestCompetitions.small("UGA", "2033-06-04"));

    private static Response create(ApiClient api, Map<String, Object> body) {
        return api.post(TestCompetitions.PATH, body).requireStatus(201);
    }

    private Map<String, Object> inBurundi(Map<String, ?> members) {
        Map<String, Object> other = new HashMap<>(body);
        other.put("country_id", "BDI");
        other.putAll(members);
        return other;
    }

    @Test
    void an_event_near_a_border_is_created_and_queued_for_both_countries() {
        body.putAll(Map.of("city", "Kabale", "latitude", -1.25, "longitude", 29.98));
        JsonNode first = create(UGANDA, body).json();
        Response second = create(BURUNDI, inBurundi(Map.of("city", "Cyanika", "latitude", -1.34, "longitude", 29.74)));
        assertThat(second.response().headers().allValues("Link"))
                .containsExactly("</api/v1/competitions/" + idOf(first) + ">; rel=\"possible-duplicate\"");

        JsonNode pair = TestDuplicates.find(BURUNDI, "BDI", "open", first, second.json());
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", first, second.json()))
                .isEqualTo(pair);
        assertThat(texts(pair.get("reasons"), JsonNode::asText))
                .containsExactly("equal name", "same date", "positions within 30 km", "in two countries");
        TestDuplicates.merge(BURUNDI, pair, idOf(first)).requireStatus(202);
        TestDuplicates.merge(UGANDA, pair, idOf(first)).requireStatus(200);
        JsonNode merged = UGANDA.get(TestCompetitions.PATH + idOf(second.json()))
                .requireStatus(301)
                .json();
        assertThat(merged).isNotNull();
    }

    @Test
    void an_equal_page_is_queued_at_any_distance() {
        body.put("website", "https://meeting.example/2033/" + UUID.randomUUID());
        JsonNode first = create(UGANDA, body).json();
        JsonNode second = create(BURUNDI, inBurundi(Map.of("full_name", body.get("full_name") + "s")))
                .json();
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", first, second)).isNotNull();
    }

    @Test
    void a_country_does_not_fill_the_queue_of_another() {
        body.put("website", "https://meeting.example/2033/" + UUID.randomUUID());
        JsonNode own = create(UGANDA, body).json();
        create(BURUNDI, inBurundi(Map.of()));
        for (int n = 0; n < 6; n++) {
            TestCompetitions.createBeside(BURUNDI, inBurundi(Map.of()));
        }
        ApiClient thirdCountry = ACCOUNTS.withGroups("ADMIN_STP").api();
        JsonNode third =
                create(thirdCountry, inBurundi(Map.of("country_id", "STP"))).json();

        List<JsonNode> pairs = new ArrayList<>();
        for (String page = "/api/v1/duplicates?limit=1000&country=UGA"; page != null; ) {
            Response response = UGANDA.get(page).requireStatus(200);
            response.json().forEach(pairs::add);
            page = response.next();
        }
        pairs.removeIf(
                pair -> !texts(pair.get("competitions"), ContractFixture::idOf).contains(idOf(own)));
        assertThat(pairs).hasSize(6);
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", own, third)).isNotNull();
    }

    @Test
    void an_equal_name_alone_is_no_possible_duplicate() {
        body.put("website", "https://meeting.example/2033/" + UUID.randomUUID());
        JsonNode first = create(UGANDA, body).json();
        Response second = create(BURUNDI, inBurundi(Map.of("website", "https://meeting.example/2034/")));
        assertThat(second.response().headers().allValues("Link")).isEmpty();
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", first, second.json()))
                .isNull();
    }

    @Test
    void an_update_is_compared_with_the_other_country() {
        body.putAll(Map.of("latitude", -1.25, "longitude", 29.98));
        JsonNode first = create(UGANDA, body).json();
        JsonNode other = create(BURUNDI, inBurundi(Map.of("full_name", TestCompetitions.newName())))
                .json();
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", first, other)).isNull();
        BURUNDI.patch(pathOf(other), Map.of("full_name", body.get("full_name"))).requireStatus(200);
        assertThat(TestDuplicates.find(UGANDA, "UGA", "open", first, other)).isNotNull();
    }

    @Test
    @FullRun
    void many_competitions_at_a_place_do_not_slow_the_writes_of_the_other_country() {
        body.putAll(Map.of("latitude", 1.0, "longitude", 30.0));
        String id = idOf(create(UGANDA, body).json());
        TestDatabase database = new TestDatabase(TestSuites.shared());
        database.update(
                "INSERT INTO competition SELECT (jsonb_populate_record(c,"
                        + " jsonb_build_object('id', gen_random_uuid(), 'slug', 's' || n, 'name_key', md5(n::text)))).*"
                        + " FROM competition c, generate_series(1, 20000) n WHERE c.id = ?::uuid",
                id);
        try {
            Map<String, Double> other = Map.of("latitude", -3.0, "longitude", 29.5);
            millisOfDryRun(other);
            long elsewhere = millisOfDryRun(other);
            assertThat(millisOfDryRun(Map.of())).isLessThan(Math.max(1_000, 5 * elsewhere));
        } finally {
            database.update("DELETE FROM competition WHERE country_id = 'UGA' AND slug ~ '^s[0-9]+$'");
        }
    }

    private long millisOfDryRun(Map<String, ?> position) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            Map<String, Object> item = inBurundi(position);
            item.put("full_name", TestCompetitions.newName());
            items.add(item);
        }
        long begin = System.nanoTime();
        BURUNDI.post(TestCompetitions.PATH + "bulk?dry_run=true", items).requireStatus(200);
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
