package run.opentrack.auth.account;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;

/** Sign-up, the caller's own account, and mailed links for users who cannot log in. */
@Path("/api/v1/auth")
@Authenticated
public class AccountResource {
    private static final int MAX_NAME_LENGTH = 200;
    private static final TextLimit EMAIL_LIMIT = TextLimit.identifier(EmailAddress.MAX_LENGTH);
    private static final TextLimit TOKEN_LIMIT = TextLimit.identifier(100);

    private final AccountService accounts;
    private final PasswordService passwords;
    private final OneTimeLinkService links;
    private final SecurityIdentity identity;

    AccountResource(
            AccountService accounts, PasswordService passwords, OneTimeLinkService links, SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.links = links;
        this.identity = identity;
    }

    /** Account as the API shows it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({"id", "email", "full_name", "groups", "enabled", "created_at"})
    public record AccountView(
            UUID id, String email, String fullName, Set<String> groups, boolean enabled, Instant createdAt) {
        static AccountView of(Account account) {
            return new AccountView(
                    account.id,
                    account.email,
                    account.fullName,
                    account.groups(),
                    account.enabled,
                    account.createdAt.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** Body of a sign-up. */
    record SignUpRequest(String email, String password, String fullName) {
        /** Parses a body; 422 with all violations at once. */
        static SignUpRequest parse(Map<String, JsonMember> members) {
            BodyFields fields = new BodyFields(members);
            String email = fields.requiredEmail("email", EMAIL_LIMIT);
            String password = PasswordRules.parseNew(fields, "password");
            String fullName = fields.requiredText("full_name", TextLimit.singleLine(MAX_NAME_LENGTH));
            fields.requireValid();
            return new SignUpRequest(email, password, fullName);
        }
    }

    @POST
    @Path("signup")
    @PermitAll
    @ResponseStatus(201)
    public Uni<AccountView> signUp(byte[] body) {
        SignUpRequest request = SignUpRequest.parse(JsonObjectParser.members(body));
        return accounts.signUp(request.email(), request.fullName(), request.password())
                .map(AccountView::of);
    }

    @GET
    @Path("me")
    public Uni<AccountView> getOwnAccount() {
        return accounts.findByToken(AuthenticatedCaller.of(identity)).map(AccountView::of);
    }

    @DELETE
    @Path("me")
    @ResponseStatus(204)
    public Uni<Void> erase() {
        return accounts.erase(AuthenticatedCaller.of(identity));
    }

    @POST
    @Path("me/password")
    @ResponseStatus(204)
    public Uni<Void> changePassword(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String currentPassword = PasswordRules.parseCurrent(fields, "current_password");
        String newPassword = PasswordRules.parseNew(fields, "new_password");
        fields.requireValid();
        return passwords.change(AuthenticatedCaller.of(identity), currentPassword, newPassword);
    }

    @POST
    @PermitAll
    @Path("password/forgotten")
    @ResponseStatus(202)
    public Uni<Map<String, String>> requestReset(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String email = fields.requiredText("email", EMAIL_LIMIT);
        fields.requireValid();
        links.requestPasswordReset(email);
        return Uni.createFrom().item(Map.of("detail", "If there is such an account, a link is on its way to it"));
    }

    @POST
    @PermitAll
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
    @PermitAll
    @Path("confirmation")
    @ResponseStatus(204)
    public Uni<Void> confirm(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String token = fields.requiredText("token", TOKEN_LIMIT);
        fields.requireValid();
        return links.confirm(token);
    }
}
