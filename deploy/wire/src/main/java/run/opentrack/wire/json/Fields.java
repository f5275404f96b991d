package run.opentrack.wire.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.error.Violation;

/**
 * Reads the members of a body one by one and collects all that is wrong with them. A reader answers null for what is
 * absent, null or wrong; {@link #requireValid} then tells the client everything at once.
 */
public final class Fields {
    private final Map<String, JsonValue> members;
    private final List<Violation> violations = new ArrayList<>();

    public Fields(Map<String, JsonValue> members) {
        this.members = members;
    }

    /** The value as it was sent, or null when it is absent. */
    public JsonValue sent(String name) {
        return members.get(name);
    }

    public boolean isSent(String name) {
        return members.containsKey(name);
    }

    /** Whether it is there and not null. */
    public boolean isGiven(String name) {
        JsonValue value = members.get(name);
        return value != null && !value.is(JsonValue.Kind.NULL);
    }

    /** A trimmed text; a number counts as its digits. */
    public String text(String name, TextLimit limit) {
        if (!isGiven(name)) {
            return null;
        }
        JsonValue value = members.get(name);
        if (!value.is(JsonValue.Kind.TEXT) && !value.is(JsonValue.Kind.NUMBER)) {
            return wrong(name, "must be a text", "type_error.str");
        }
        String text = value.text().strip();
        int length = text.codePointCount(0, text.length());
        if (length > limit.max()) {
            return wrong(
                    name,
                    "has " + length + " characters, at most " + limit.max() + " are allowed",
                    "value_error.any_str.max_length");
        }
        if (!TextRules.isClean(text, limit.lines())) {
            return wrong(name, TextRules.UNCLEAN, "value_error.text.character");
        }
        return text;
    }

    /** A text that must be there and not be blank. */
    public String requiredText(String name, TextLimit limit) {
        if (!isSent(name)) {
            return missing(name);
        }
        if (!isGiven(name)) {
            return wrong(name, "must not be null", "type_error.none.not_allowed");
        }
        String text = text(name, limit);
        return text != null && text.isEmpty()
                ? wrong(name, "must not be empty", "value_error.any_str.min_length")
                : text;
    }

    /** True or false, and must be there. */
    public Boolean requiredTruth(String name) {
        if (!isSent(name)) {
            return missing(name);
        }
        JsonValue value = members.get(name);
        return value.is(JsonValue.Kind.TRUTH)
                ? Boolean.valueOf(value.text())
                : wrong(name, "must be true or false", "type_error.bool");
    }

    public <T> T missing(String name) {
        return wrong(name, "field required", "value_error.missing");
    }

    /** Notes what is wrong with a member; answers null so that a reader can return it. */
    public <T> T wrong(String name, String msg, String type) {
        violations.add(Violation.ofMember(name, msg, type));
        return null;
    }

    public void requireValid() {
        if (!violations.isEmpty()) {
            throw Refusal.invalid(violations);
        }
    }

    /**
     * How long a text may be.
     *
     * @param max in characters (code points), after trimming
     * @param lines whether it may have line breaks and tabs
     */
    public record TextLimit(int max, boolean lines) {
        public static TextLimit line(int max) {
            return new TextLimit(max, false);
        }

        public static TextLimit lines(int max) {
            return new TextLimit(max, true);
        }
    }
}
