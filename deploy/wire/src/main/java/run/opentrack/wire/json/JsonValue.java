package run.opentrack.wire.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/**
 * One value as the client sent it.
 *
 * @param kind its JSON type
 * @param text of a text its characters, of anything else its JSON as it came, without blanks between tokens
 * @param items of a list its values; of those, lists and objects are empty shells
 * @param clean of a list or object whether all names and texts in it pass {@link TextRules#isClean}
 */
public record JsonValue(Kind kind, String text, List<JsonValue> items, boolean clean) {
    public enum Kind {
        TEXT,
        NUMBER,
        TRUTH,
        NULL,
        LIST,
        OBJECT
    }

    static JsonValue of(Kind kind, String text) {
        return new JsonValue(kind, text, List.of(), true);
    }

    /** It as JSON again. */
    public String json() {
        return kind == Kind.TEXT
                ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"'
                : text;
    }

    public boolean is(Kind other) {
        return kind == other;
    }
}
