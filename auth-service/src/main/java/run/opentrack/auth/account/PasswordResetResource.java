package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;

/** Password reset and address confirmation by mailed links, for users who cannot log in. */
@Path("/api/v1/auth")
@PermitAll
public class PasswordResetResource {
    private static final TextLimit TOKEN_LIMIT = TextLimit.identifier(100);

    private final EmailVerificationService verification;
    private final PasswordService passwords;

    PasswordResetResource(EmailVerificationService verification, PasswordService passwords) {
        this.verification = verification;
        this.passwords = passwords;
    }

    @POST
    @Path("password/forgotten")
    @ResponseStatus(202)
    public Uni<Map<String, String>> requestReset(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String email = fields.requiredText("email", TextLimit.identifier(EmailAddress.MAX_LENGTH));
        fields.requireValid();
        verification.requestPasswordReset(email);
        return Uni.createFrom().item(Map.of("detail", "If there is such an account, a link is on its way to it"));
    }

    @POST
    @Path("password/reset")
    @ResponseStatus(204)
    public Uni<Void> reset(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String token = fields.requiredText("token", TOKEN_LIMIT);
        String newPassword = PasswordRules.parseNew(fields, "new_password");
        fields.requireValid();
        return passwords.reset(token, newPassword);
    }

    @POST
    @Path("confirmation")
    @ResponseStatus(204)
    public Uni<Void> confirm(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String token = fields.requiredText("token", TOKEN_LIMIT);
        fields.requireValid();
        return verification.confirm(token);
    }
}
