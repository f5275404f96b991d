package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/** What somebody who signs up sends. */
record SignUpRequest(String email, String password, String fullName) {
    static SignUpRequest parse(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String email = fields.requiredText("email", TextLimit.singleLine(EmailAddress.MAX_LENGTH));
        if (email != null && !EmailAddress.isPlausible(email)) {
            fields.reject("email", "is no e-mail address", "value_error.email");
        }
        String password = PasswordRules.parseNew(fields, "password");
        String fullName = fields.requiredText("full_name", TextLimit.singleLine(200));
        fields.requireValid();
        return new SignUpRequest(email, password, fullName);
    }
}
