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
import run.opentrack.access.Caller;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.error.Violation;
import run.opentrack.wire.json.JsonBody;
import run.opentrack.wire.token.AccessToken;

/** What anybody does with their own account. */
@Path("/api/v1/auth")
@Authenticated
public class AccountResource {
    private final Accounts accounts;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final SecurityIdentity identity;

    AccountResource(Accounts accounts, PasswordHasher hasher, HashingPool pool, SecurityIdentity identity) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.pool = pool;
        this.identity = identity;
    }

    @POST
    @Path("signup")
    @PermitAll
    @ResponseStatus(201)
    public Uni<AccountView> signUp(byte[] body) {
        SignUp signUp = SignUp.read(JsonBody.members(body));
        return pool.submit(() -> hasher.hash(signUp.password()))
                .chain(hash -> accounts.create(signUp, hash))
                .map(AccountView::of);
    }

    @GET
    @Path("me")
    public Uni<AccountView> whoAmI() {
        return accounts.ofToken(Caller.of(identity)).map(AccountView::of);
    }

    @DELETE
    @Path("me")
    @ResponseStatus(204)
    public Uni<Void> erase() {
        return accounts.erase(Caller.of(identity));
    }

    @POST
    @Path("me/password")
    @ResponseStatus(204)
    public Uni<Void> changePassword(byte[] body) {
        PasswordChange change = PasswordChange.read(JsonBody.members(body));
        AccessToken token = Caller.of(identity);
        return accounts.ofToken(token).map(account -> account.passwordHash).chain(hash -> pool.submit(
                        () -> rehash(hash, change))
                .chain(newHash -> accounts.changePassword(token, hash, newHash)));
    }

    private String rehash(String hash, PasswordChange change) {
        if (!hasher.verify(hash, change.currentPassword())) {
            throw Refusal.invalid(
                    Violation.ofMember("current_password", "is not the account's password", "value_error.password"));
        }
        return hasher.hash(change.newPassword());
    }
}
