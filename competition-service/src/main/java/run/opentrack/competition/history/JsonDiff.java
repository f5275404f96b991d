package run.opentrack.competition.history;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;
import run.opentrack.http.body.JsonObjectParser;

/** What differs between two renderings of a competition, as JSON. */
final class JsonDiff {
    private static final JsonMember ABSENT = new JsonMember(Type.NULL, "null", java.util.List.of(), true);

    private JsonDiff() {}

    /**
     * Member to {@code {"old": …, "new": …}}, the members that are equal left out.
     *
     * @param before null of a competition that was not there
     * @param after null of one that is gone
     */
    static String between(String before, String after) {
        Map<String, JsonMember> old = members(before);
        Map<String, JsonMember> fresh = members(after);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(fresh.keySet());
        StringJoiner changes = new StringJoiner(",", "{", "}");
        for (String name : names) {
            JsonMember was = old.getOrDefault(name, ABSENT);
            JsonMember is = fresh.getOrDefault(name, ABSENT);
            if (!was.equals(is)) {
                changes.add("\"" + name + "\":{\"old\":" + was.toJson() + ",\"new\":" + is.toJson() + "}");
            }
        }
        return changes.toString();
    }

    private static Map<String, JsonMember> members(String rendered) {
        return rendered == null ? Map.of() : JsonObjectParser.members(rendered.getBytes(StandardCharsets.UTF_8));
    }
}
