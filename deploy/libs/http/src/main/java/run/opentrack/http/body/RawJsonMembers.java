package run.opentrack.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Members of a JSON object with their values as they are written, so that they can be compared and repeated byte by byte. */
public final class RawJsonMembers {
    private static final JsonFactory JSON = new JsonFactory();

    private RawJsonMembers() {}

    /**
     * Returns the members in their order.
     *
     * @param json of our own; null for none
     * @throws IllegalStateException if it is not valid JSON
     */
    public static Map<String, String> of(String json) {
        Map<String, String> members = new LinkedHashMap<>();
        if (json == null) {
            return members;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                members.put(name, json.substring(start, (int)
                        parser.currentLocation().getCharOffset()));
            }
            return members;
        } catch (IOException e) {
            throw new IllegalStateException("invalid JSON", e);
        }
    }
}
