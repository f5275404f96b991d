package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonMember;

/** What somebody who changes their password sends. */
record PasswordChangeRequest(String currentPassword, String newPassword) {
    static PasswordChangeRequest parse(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String current = PasswordRules.parseCurrent(fields, "current_password");
        String newPassword = PasswordRules.parseNew(fields, "new_password");
        fields.requireValid();
        return new PasswordChangeRequest(current, newPassword);
    }
}
