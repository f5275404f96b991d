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

    public static Map<String, Object> body(Map<String, ?> members) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "Nightly job");
        body.put("scopes", List.of("competitions:read", "competitions:write"));
        body.put("countries", List.of("MLT"));
        body.putAll(members);
        return body;
    }
}
