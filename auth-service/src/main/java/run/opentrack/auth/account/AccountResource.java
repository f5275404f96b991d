package run.opentrack.auth.account;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.limit.LoginLimit;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/** What anybody does with their own account. */
@Path("/api/v1/auth")
@Authenticated
public class AccountResource {
    private final Accounts accounts;
    private final Passwords passwords;
    private final Proofs proofs;
    private final LoginLimit limit;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final SecurityIdentity identity;

    AccountResource(
            Accounts accounts,
            Passwords passwords,
            Proofs proofs,
            LoginLimit limit,
            PasswordHasher hasher,
            HashingPool pool,
            SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.proofs = proofs;
        this.limit = limit;
        this.hasher = hasher;
        this.pool = pool;
        this.identity = identity;
    }

    @POST
    @Path("signup")
    @PermitAll
    @ResponseStatus(201)
    public Uni<AccountView> signUp(byte[] body) {
        SignUp signUp = SignUp.read(JsonObjectParser.members(body));
        return Uncancellable.of(pool.submit(() -> hasher.hash(signUp.password()))
                .chain(hash -> accounts.create(signUp, hash, !proofs.areAskedFor()))
                .invoke(proofs::askToConfirm)
                .map(made -> AccountView.of(made.account())));
    }

    @GET
    @Path("me")
    public Uni<AccountView> whoAmI() {
        return accounts.ofToken(AuthenticatedCaller.of(identity)).map(AccountView::of);
    }

    @DELETE
    @Path("me")
    @ResponseStatus(204)
    public Uni<Void> erase() {
        return Uncancellable.of(accounts.erase(AuthenticatedCaller.of(identity)));
    }

    /** Who has got hold of a token may guess the password no more often than at the login. */
    @POST
    @Path("me/password")
    @ResponseStatus(204)
    public Uni<Void> changePassword(byte[] body) {
        PasswordChange change = PasswordChange.read(JsonObjectParser.members(body));
        AccessToken token = AuthenticatedCaller.of(identity);
        return Uncancellable.of(accounts.ofToken(token).chain(account -> ReadTimeout.apply(
                        limit.guess(account.emailKey, () -> pool.submit(() -> rehash(account.passwordHash, change))))
                .map(fresh -> fresh.orElseThrow(AccountResource::notThePassword))
                .chain(fresh -> passwords.change(token, account.passwordHash, fresh))));
    }

    /** The new hash; empty when the current password is not the right one. */
    private Optional<String> rehash(String hash, PasswordChange change) {
        return hasher.verify(hash, change.currentPassword())
                ? Optional.of(hasher.hash(change.newPassword()))
                : Optional.empty();
    }

    private static ApiException notThePassword() {
        return ApiException.invalid(
                Violation.ofMember("current_password", "is not the account's password", "value_error.password"));
    }
}
