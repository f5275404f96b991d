package run.opentrack.competition.history;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import run.opentrack.http.body.RawJsonMembers;

/** Difference of two JSON objects, member by member. */
public final class JsonDiff {
    private JsonDiff() {}

    /**
     * @param before null for a competition that did not exist; invalid JSON counts as one text, so that it can be deleted
     * @param after null for one that is deleted
     * @return an object of the members that differ, each {@code {"old": …, "new": …}} with the text of its values
     * @throws IllegalStateException if {@code after} is not valid JSON
     */
    public static String between(String before, String after) {
        Map<String, String> newMembers = RawJsonMembers.of(after);
        Map<String, String> oldMembers;
        try {
            oldMembers = RawJsonMembers.of(before);
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
        return RawJsonMembers.of(json).keySet();
    }
}
