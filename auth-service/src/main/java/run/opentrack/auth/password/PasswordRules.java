package run.opentrack.auth.password;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonMember;

/** What can be a password: 8 characters to 1,024 bytes of UTF-8, blanks included, all of them significant. */
public final class PasswordRules {
    static final int MIN_CHARACTERS = 8;
    static final int MAX_BYTES = 1_024;

    private PasswordRules() {}

    /** The bytes that are hashed. One password typed on two keyboards may come composed or not (NFC, NFD). */
    public static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    public static boolean isTooLong(String password) {
        return password.length() > MAX_BYTES || bytes(password).length > MAX_BYTES;
    }

    /** A password that is to be set. */
    public static String parseNew(BodyFields fields, String name) {
        String password = parseCurrent(fields, name);
        if (password != null && password.codePointCount(0, password.length()) < MIN_CHARACTERS) {
            return fields.reject(
                    name, "must have at least " + MIN_CHARACTERS + " characters", "value_error.any_str.min_length");
        }
        return password;
    }

    /** A password that is to be compared. */
    public static String parseCurrent(BodyFields fields, String name) {
        JsonMember sent = fields.get(name);
        if (sent == null) {
            return fields.rejectMissing(name);
        }
        if (!sent.hasType(JsonMember.Type.STRING)) {
            return fields.reject(name, "must be a text", "type_error.str");
        }
        if (isTooLong(sent.text())) {
            return fields.reject(name, "must have at most " + MAX_BYTES + " bytes", "value_error.any_str.max_length");
        }
        return sent.text();
    }
}
