package run.opentrack.http.body;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/**
 * One value as the client sent it.
 *
 * @param type its JSON type
 * @param text of a text its characters, of anything else its JSON as it came, without blanks between tokens
 * @param items of a list its values; of those, lists and objects are empty shells
 * @param validText of a list or object whether all names and texts in it pass {@link TextValidator#isClean}
 */
public record JsonMember(Type type, String text, List<JsonMember> items, boolean validText) {
    public enum Type {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL,
        ARRAY,
        OBJECT
    }

    static JsonMember of(Type type, String text) {
        return new JsonMember(type, text, List.of(), true);
    }

    /** It as JSON again. */
    public String toJson() {
        return type == Type.STRING
                ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"'
                : text;
    }

    public boolean hasType(Type other) {
        return type == other;
    }
}
