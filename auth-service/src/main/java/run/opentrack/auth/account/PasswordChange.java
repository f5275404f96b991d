package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonMember;

/** What somebody who changes their password sends. */
record PasswordChange(String currentPassword, String newPassword) {
    static PasswordChange read(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String current = PasswordRules.readCurrent(fields, "current_password");
        String fresh = PasswordRules.readNew(fields, "new_password");
        fields.requireValid();
        return new PasswordChange(current, fresh);
    }
}
