package run.opentrack.competition.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Difference of two JSON objects, member by member. */
public final class JsonDiff {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonDiff() {}

    /**
     * @param before null for a competition that did not exist; invalid JSON counts as one text, so that it can be deleted
     * @param after null for one that is deleted
     * @return an object of the members that differ, each {@code {"old": …, "new": …}} with the text of its values
     * @throws IllegalStateException if {@code after} is not valid JSON
     */
    public static String between(String before, String after) {
        Map<String, String> newMembers = members(after);
        Map<String, String> oldMembers;
        try {
            oldMembers = members(before);
        } catch (IllegalStateException invalid) {
            oldMembers = Map.of(
                    "invalid_json",
                    '"' + new String(JsonStringEncoder.getInstance().quoteAsString(before)) + '"');
        }
        Set<String> names = new LinkedHashSet<>(oldMembers.keySet());
        names.addAll(newMembers.keySet());
        StringJoiner changes = new StringJoiner(",", "{", "}");
        for (String name : names) {
            String oldValue = oldMembers.getOrDefault(name, "null");
            String newValue = newMembers.getOrDefault(name, "null");
            if (!oldValue.equals(newValue)) {
                changes.add("\"" + name + "\":{\"old\":" + oldValue + ",\"new\":" + newValue + "}");
            }
        }
        return changes.toString();
    }

    /** Returns the names of an object's members. */
    public static Set<String> names(String json) {
        return members(json).keySet();
    }

    /** The members with their values as they are written. */
    private static Map<String, String> members(String json) {
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
