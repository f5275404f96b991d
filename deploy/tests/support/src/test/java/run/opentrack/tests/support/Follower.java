package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copy of the competitions of a filter, kept by changes alone. */
public final class Follower {
    private static final String PATH = "/api/v1/competitions/changes";

    private final ApiClient api;
    private final String filter;
    private final Map<String, String> copy = new TreeMap<>();
    private String token;
    private int restarts;

    /** @param filter query with its question mark; empty for all */
    public Follower(ApiClient api, String filter) {
        this.api = api;
        this.filter = filter;
    }

    /** Id to the JSON as it was received. */
    public Map<String, String> copy() {
        return copy;
    }

    /** Number of 410 so far, after which the copy began anew. */
    public int restarts() {
        return restarts;
    }

    /** Reads all pages, and returns their changes. */
    public List<JsonNode> synchronize(int limit) {
        List<JsonNode> changes = new ArrayList<>();
        while (readPage(limit, changes)) {
            // The next one follows.
        }
        return changes;
    }

    /** @return whether there are further pages */
    private boolean readPage(int limit, List<JsonNode> changes) {
        String query = token == null ? filter + (filter.isEmpty() ? "?" : "&") : "?since=" + token + "&";
        ApiClient.Response response = api.get(PATH + query + "limit=" + limit);
        if (response.status() == 410) {
            restarts++;
            token = null;
            copy.clear();
            return true;
        }
        return apply(response.requireStatus(200).text(), changes);
    }

    /** Applies a page. */
    private boolean apply(String text, List<JsonNode> changes) {
        JsonNode page = Json.read(text.getBytes(StandardCharsets.UTF_8));
        for (JsonNode change : page.get("changes")) {
            changes.add(change);
            if (change.get("change").asText().equals("stored")) {
                copy.put(
                        change.get("competition").get("id").asText(),
                        change.get("competition").toString());
            } else {
                copy.remove(change.get("id").asText());
            }
        }
        token = page.get("next").asText();
        return page.get("more").asBoolean();
    }

    /** The same competitions by the list. */
    public static Map<String, String> listed(ApiClient api, String filter) {
        Map<String, String> listed = new TreeMap<>();
        api.get(TestCompetitions.PATH + filter)
                .requireStatus(200)
                .json()
                .forEach(competition -> listed.put(competition.get("id").asText(), competition.toString()));
        return listed;
    }
}
