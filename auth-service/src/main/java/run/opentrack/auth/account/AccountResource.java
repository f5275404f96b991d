package run.opentrack.auth.account;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.JsonObjectParser;

/** Sign-up and the caller's own account. */
@Path("/api/v1/auth")
@Authenticated
public class AccountResource {
    private final AccountService accounts;
    private final PasswordService passwords;
    private final SecurityIdentity identity;

    AccountResource(AccountService accounts, PasswordService passwords, SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.identity = identity;
    }

    @POST
    @Path("signup")
    @PermitAll
    @ResponseStatus(201)
    public Uni<AccountView> signUp(byte[] body) {
        return accounts.signUp(SignUpRequest.parse(JsonObjectParser.members(body)))
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
}
