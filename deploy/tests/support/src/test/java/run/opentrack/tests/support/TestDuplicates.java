package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.opentrack.tests.support.ApiClient.Response;

/** Queue of pairs that may be one competition, and decisions about them. */
public final class TestDuplicates {
    public static final String PATH = "/api/v1/duplicates";

    private TestDuplicates() {}

    /** Pair of two competitions, null if it is not in the queue. */
    public static JsonNode find(ApiClient api, String country, String state, JsonNode... competitions) {
        List<String> ids = Stream.of(competitions).map(TestDuplicates::idOf).toList();
        for (String page = PATH + "?limit=1000&country=" + country + "&state=" + state; page != null; ) {
            Response response = api.get(page).requireStatus(200);
            for (JsonNode pair : response.json()) {
                List<String> found = new ArrayList<>();
                pair.get("competitions").forEach(competition -> found.add(idOf(competition)));
                if (found.containsAll(ids)) {
                    return pair;
                }
            }
            page = response.next();
        }
        return null;
    }

    private static String idOf(JsonNode shown) {
        return shown.get("id").asText();
    }

    /** Path of a shown pair. */
    public static String pathOf(JsonNode pair) {
        return PATH + "/" + idOf(pair);
    }

    /** Decides that both are one competition. */
    public static Response merge(ApiClient api, JsonNode pair, String keptId) {
        return api.post(pathOf(pair), Map.of("same", true, "keep", keptId));
    }
}
