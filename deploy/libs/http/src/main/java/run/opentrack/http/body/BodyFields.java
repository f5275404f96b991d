package run.opentrack.http.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Typed access to the members of a request body that collects all violations. Accessors return null for a member that
 * is absent, null or invalid; {@link #requireValid} then reports everything at once.
 */
public final class BodyFields {
    private final Map<String, JsonMember> members;
    private final List<Violation> violations = new ArrayList<>();

    public BodyFields(Map<String, JsonMember> members) {
        this.members = members;
    }

    /** Fields of a form, see {@link FormParser}. */
    public static BodyFields ofForm(byte[] body, String contentType) {
        return new BodyFields(FormParser.parse(body, contentType).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> JsonMember.of(JsonMember.Type.STRING, field.getValue()))));
    }

    /** Returns the member as sent, or null if it is absent. */
    public JsonMember get(String name) {
        return members.get(name);
    }

    public boolean isPresent(String name) {
        return members.containsKey(name);
    }

    /** True if the member is present and not null. */
    public boolean hasValue(String name) {
        JsonMember value = members.get(name);
        return value != null && !value.hasType(JsonMember.Type.NULL);
    }

    /** Returns the trimmed string, empty without a visible character; a number is returned as written. */
    public String text(String name, TextLimit limit) {
        if (!hasValue(name)) {
            return null;
        }
        JsonMember value = members.get(name);
        if (!value.hasType(JsonMember.Type.STRING) && !value.hasType(JsonMember.Type.NUMBER)) {
            return reject(name, "must be a string", "type_error.str");
        }
        String text = limit.trim(value.text());
        int length = text.codePointCount(0, text.length());
        if (length > limit.maxLength()) {
            return reject(
                    name,
                    "has " + length + " characters, at most " + limit.maxLength() + " are allowed",
                    "value_error.any_str.max_length");
        }
        return limit.allowsCharacters(text)
                ? text
                : reject(
                        name,
                        limit.identifier() ? TextValidator.INVALID_IDENTIFIER : TextValidator.INVALID_CHARACTER,
                        "value_error.text.character");
    }

    /** Returns a string that must be present and have a visible character. */
    public String requiredText(String name, TextLimit limit) {
        if (!isPresent(name)) {
            return rejectMissing(name);
        }
        if (!hasValue(name)) {
            return reject(name, "must not be null", "type_error.none.not_allowed");
        }
        String text = text(name, limit);
        return text != null && TextValidator.isBlank(text)
                ? reject(name, "must not be empty", "value_error.any_str.min_length")
                : text;
    }

    /** Returns an e-mail address that must be present. */
    public String requiredEmail(String name, TextLimit limit) {
        String email = requiredText(name, limit);
        return email == null || TextValidator.isEmail(email)
                ? email
                : reject(name, "must be an e-mail address", "value_error.email");
    }

    /** Returns a boolean that must be present. */
    public Boolean requiredBoolean(String name) {
        if (!isPresent(name)) {
            return rejectMissing(name);
        }
        JsonMember value = members.get(name);
        return value.hasType(JsonMember.Type.BOOLEAN)
                ? Boolean.valueOf(value.text())
                : reject(name, "must be true or false", "type_error.bool");
    }

    public <T> T rejectMissing(String name) {
        return reject(name, "field required", "value_error.missing");
    }

    /** Records a violation and returns null, so that an accessor can return the result. */
    public <T> T reject(String name, String msg, String type) {
        violations.add(Violation.ofMember(name, msg, type));
        return null;
    }

    public void requireValid() {
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
    }

    /**
     * Limits of a string.
     *
     * @param maxLength in code points, after trimming
     * @param multiline true if line breaks and tabs are allowed
     * @param identifier true if invisible characters are removed at the ends and rejected inside
     */
    public record TextLimit(int maxLength, boolean multiline, boolean identifier) {
        public static TextLimit singleLine(int maxLength) {
            return new TextLimit(maxLength, false, false);
        }

        public static TextLimit multiline(int maxLength) {
            return new TextLimit(maxLength, true, false);
        }

        public static TextLimit identifier(int maxLength) {
            return new TextLimit(maxLength, false, true);
        }

        private String trim(String text) {
            return TextValidator.isBlank(text)
                    ? ""
                    : identifier ? TextValidator.trimIdentifier(text) : TextValidator.trim(text);
        }

        private boolean allowsCharacters(String text) {
            return identifier ? TextValidator.isValidIdentifier(text) : TextValidator.isValid(text, multiline);
        }
    }
}
