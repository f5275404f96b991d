package run.opentrack.competition.imports.format;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.Violation;

/**
 * Row of a source.
 *
 * @param number in a spreadsheet, whose header line is row 1; of the event or item, from 1, in other formats
 * @param key identity within the source, null if it has none
 * @param members of the competition
 * @param violations by which the row cannot be read, besides those of its members
 */
public record SourceRow(int number, String key, Map<String, JsonMember> members, List<Violation> violations) {
    /** Maximum length of a row as JSON. */
    public static final int MAX_LENGTH = 1 << 17;

    /** Creates a row that is identified by its national id. */
    static SourceRow of(
            int number, SourceOptions options, Map<String, JsonMember> members, List<Violation> violations) {
        JsonMember id = members.get("national_id");
        String nationalId =
                id == null || id.hasType(JsonMember.Type.NULL) ? "" : NationalIdAddress.normalize(id.text());
        boolean usable = NationalIdAddress.isUsable(nationalId, options.country());
        return new SourceRow(number, usable ? "national_id:" + nationalId : null, members, violations);
    }

    /** Returns a key of an older release as it is made now, with the type before its colon; null for null. */
    public static String normalizeKey(String key) {
        int start = key == null ? 0 : key.indexOf(':') + 1;
        return key == null ? null : key.substring(0, start) + NationalIdAddress.normalize(key.substring(start));
    }

    /** Returns the members as a JSON object. */
    public String json() {
        return members.entrySet().stream()
                .map(member ->
                        text(member.getKey()).toJson() + ":" + member.getValue().toJson())
                .collect(Collectors.joining(",", "{", "}"));
    }

    static JsonMember text(String text) {
        return JsonMember.of(JsonMember.Type.STRING, text);
    }

    static JsonMember empty() {
        return JsonMember.of(JsonMember.Type.NULL, "null");
    }
}
