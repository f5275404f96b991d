package run.opentrack.auth.account;

import java.util.Map;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/** Body of a sign-up. */
record SignUpRequest(String email, String password, String fullName) {
    private static final int MAX_NAME_LENGTH = 200;

    /** Parses a body; 422 with all violations at once. */
    static SignUpRequest parse(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String email = fields.requiredText("email", TextLimit.singleLine(EmailAddress.MAX_LENGTH));
        if (email != null && !EmailAddress.isPlausible(email)) {
            fields.reject("email", "must be an e-mail address", "value_error.email");
        }
        String password = PasswordRules.parseNew(fields, "password");
        String fullName = fields.requiredText("full_name", TextLimit.singleLine(MAX_NAME_LENGTH));
        fields.requireValid();
        return new SignUpRequest(email, password, fullName);
    }
}
