package run.opentrack.competition.history;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import run.opentrack.wire.json.JsonBody;
import run.opentrack.wire.json.JsonValue;
import run.opentrack.wire.json.JsonValue.Kind;

/** What differs between two renderings of a competition, as JSON. */
final class Changes {
    private static final JsonValue NOTHING = new JsonValue(Kind.NULL, "null", java.util.List.of(), true);

    private Changes() {}

    /**
     * Member to {@code {"old": …, "new": …}}, the members that are equal left out.
     *
     * @param before null of a competition that was not there
     * @param after null of one that is gone
     */
    static String between(String before, String after) {
        Map<String, JsonValue> old = members(before);
        Map<String, JsonValue> fresh = members(after);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(fresh.keySet());
        StringJoiner changes = new StringJoiner(",", "{", "}");
        for (String name : names) {
            JsonValue was = old.getOrDefault(name, NOTHING);
            JsonValue is = fresh.getOrDefault(name, NOTHING);
            if (!was.equals(is)) {
                changes.add("\"" + name + "\":{\"old\":" + was.json() + ",\"new\":" + is.json() + "}");
            }
        }
        return changes.toString();
    }

    private static Map<String, JsonValue> members(String rendered) {
        return rendered == null ? Map.of() : JsonBody.members(rendered.getBytes(StandardCharsets.UTF_8));
    }
}
