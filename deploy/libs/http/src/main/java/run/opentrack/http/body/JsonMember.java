package run.opentrack.http.body;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/**
 * Member value as the client sent it.
 *
 * @param type JSON type
 * @param text characters of a string; JSON of any other value, without blanks between tokens
 * @param items elements of an array; nested arrays and objects have no content
 * @param validText false if a name or string in a nested array or object fails {@link TextValidator#isValid}
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

    /** Valid value without items. */
    public static JsonMember of(Type type, String text) {
        return new JsonMember(type, text, List.of(), true);
    }

    /** Returns the value as JSON. */
    public String toJson() {
        return type == Type.STRING
                ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"'
                : text;
    }

    public boolean hasType(Type other) {
        return type == other;
    }
}
