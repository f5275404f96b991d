package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** API keys of accounts. */
public final class TestKeys {
    public static final String PATH = "/api/v1/auth/keys";

    private TestKeys() {}

    /** Creates a key that reads and writes Malta, unless members say otherwise, and returns it with its text. */
    public static JsonNode create(ApiClient owner, Map<String, ?> members) {
        return owner.post(PATH, body(members)).requireStatus(201).json();
    }

    /** Sets the expiry of a key in a number of days, and that of another one a day earlier. */
    public static void expireIn(TestDatabase database, int days, JsonNode key, JsonNode earlier) {
        String id = key.get("id").asText();
        database.update(
                "UPDATE api_key SET changed_at = now(),"
                        + " expires_at = now() + make_interval(days => ? - CASE id WHEN ? THEN 0 ELSE 1 END) WHERE id IN (?, ?)",
                days,
                id,
                id,
                earlier.get("id").asText());
    }

    public static Map<String, Object> body(Map<String, ?> members) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "Nightly job");
        body.put("scopes", List.of("competitions:read", "competitions:write"));
        body.put("countries", List.of("MLT"));
        body.putAll(members);
        return body;
    }
}
