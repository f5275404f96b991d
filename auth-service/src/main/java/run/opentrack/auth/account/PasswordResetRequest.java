package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/** What somebody sends who has got a link for a forgotten password. */
record PasswordResetRequest(String token, String newPassword) {
    static final TextLimit TOKEN_LIMIT = TextLimit.singleLine(100);

    static PasswordResetRequest parse(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String token = fields.requiredText("token", TOKEN_LIMIT);
        String newPassword = PasswordRules.parseNew(fields, "new_password");
        fields.requireValid();
        return new PasswordResetRequest(token, newPassword);
    }
}
