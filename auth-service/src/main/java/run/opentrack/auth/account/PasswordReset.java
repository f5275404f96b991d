package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.wire.json.Fields;
import run.opentrack.wire.json.Fields.TextLimit;
import run.opentrack.wire.json.JsonValue;

/** What somebody sends who has got a link for a forgotten password. */
record PasswordReset(String token, String newPassword) {
    static final TextLimit TOKEN = TextLimit.line(100);

    static PasswordReset read(Map<String, JsonValue> members) {
        Fields fields = new Fields(members);
        String token = fields.requiredText("token", TOKEN);
        String fresh = PasswordRules.readNew(fields, "new_password");
        fields.requireValid();
        return new PasswordReset(token, fresh);
    }
}
