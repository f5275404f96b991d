package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.wire.json.Fields;
import run.opentrack.wire.json.Fields.TextLimit;
import run.opentrack.wire.json.JsonValue;

/** What somebody who signs up sends. */
record SignUp(String email, String password, String fullName) {
    static SignUp read(Map<String, JsonValue> members) {
        Fields fields = new Fields(members);
        String email = fields.requiredText("email", TextLimit.line(EmailAddress.LONGEST));
        if (email != null && !EmailAddress.isPlausible(email)) {
            fields.wrong("email", "is no e-mail address", "value_error.email");
        }
        String password = PasswordRules.readNew(fields, "password");
        String fullName = fields.requiredText("full_name", TextLimit.line(200));
        fields.requireValid();
        return new SignUp(email, password, fullName);
    }
}
