package run.opentrack.auth.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonMember;

/** Password rules: 8 characters to 1,024 bytes of UTF-8. Blanks are significant. */
public final class PasswordRules {
    static final int MIN_CHARACTERS = 8;
    static final int MAX_BYTES = 1_024;
    private static final String TOO_LONG = "must have at most " + MAX_BYTES + " bytes";

    private PasswordRules() {}

    /** Bytes to hash, in NFC: keyboards send the same password composed or decomposed. */
    public static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    public static boolean isTooLong(String password) {
        return password.length() > MAX_BYTES || bytes(password).length > MAX_BYTES;
    }

    /** Parses a new password; rejects it in the fields and returns null when it breaks a rule. */
    public static String parseNew(BodyFields fields, String name) {
        String password = parse(fields, name);
        if (password != null && password.codePointCount(0, password.length()) < MIN_CHARACTERS) {
            return fields.reject(
                    name, "must have at least " + MIN_CHARACTERS + " characters", "value_error.any_str.min_length");
        }
        return password;
    }

    /** Parses a current password, whose minimum length is not checked. */
    public static String parseCurrent(BodyFields fields, String name) {
        String password = parse(fields, name);
        return password != null && password.isEmpty() ? fields.rejectMissing(name) : password;
    }

    private static String parse(BodyFields fields, String name) {
        JsonMember sent = fields.get(name);
        if (sent == null) {
            return fields.rejectMissing(name);
        }
        if (!sent.hasType(JsonMember.Type.STRING)) {
            return fields.reject(name, "must be a text", "type_error.str");
        }
        if (isTooLong(sent.text())) {
            return fields.reject(name, TOO_LONG, "value_error.any_str.max_length");
        }
        return sent.text();
    }
}
