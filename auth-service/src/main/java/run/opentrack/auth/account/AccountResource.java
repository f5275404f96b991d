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
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
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
    private final AccountService accounts;
    private final PasswordService passwords;
    private final EmailVerificationService emailVerification;
    private final LoginRateLimiter rateLimiter;
    private final PasswordHasher hasher;
    private final HashingExecutor executor;
    private final SecurityIdentity identity;

    AccountResource(
            AccountService accounts,
            PasswordService passwords,
            EmailVerificationService emailVerification,
            LoginRateLimiter rateLimiter,
            PasswordHasher hasher,
            HashingExecutor executor,
            SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.emailVerification = emailVerification;
        this.rateLimiter = rateLimiter;
        this.hasher = hasher;
        this.executor = executor;
        this.identity = identity;
    }

    @POST
    @Path("signup")
    @PermitAll
    @ResponseStatus(201)
    public Uni<AccountView> signUp(byte[] body) {
        SignUpRequest signUp = SignUpRequest.parse(JsonObjectParser.members(body));
        return Uncancellable.of(executor.submit(() -> hasher.hash(signUp.password()))
                .chain(hash -> accounts.create(signUp, hash, !emailVerification.isRequired()))
                .invoke(emailVerification::sendConfirmation)
                .map(created -> AccountView.of(created.account())));
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
        return Uncancellable.of(accounts.erase(AuthenticatedCaller.of(identity)));
    }

    /** Who has got hold of a token may guess the password no more often than at the login. */
    @POST
    @Path("me/password")
    @ResponseStatus(204)
    public Uni<Void> changePassword(byte[] body) {
        PasswordChangeRequest change = PasswordChangeRequest.parse(JsonObjectParser.members(body));
        AccessToken token = AuthenticatedCaller.of(identity);
        return Uncancellable.of(accounts.findByToken(token).chain(account -> ReadTimeout.apply(rateLimiter.attempt(
                        account.emailKey, () -> executor.submit(() -> rehash(account.passwordHash, change))))
                .map(newHash -> newHash.orElseThrow(AccountResource::wrongCurrentPassword))
                .chain(newHash -> passwords.change(token, account.passwordHash, newHash))));
    }

    /** The new hash; empty when the current password is not the right one. */
    private Optional<String> rehash(String hash, PasswordChangeRequest change) {
        return hasher.verify(hash, change.currentPassword())
                ? Optional.of(hasher.hash(change.newPassword()))
                : Optional.empty();
    }

    private static ApiException wrongCurrentPassword() {
        return ApiException.invalid(
                Violation.ofMember("current_password", "is not the account's password", "value_error.password"));
    }
}
