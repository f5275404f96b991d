package run.opentrack.auth.token;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.Accounts;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.key.TokenSigner;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.wire.error.Refusal;

/**
 * E-mail and password for a token. Whatever is wrong (the password, the e-mail, a disabled account) costs the same work
 * and gets the same answer.
 */
@ApplicationScoped
class Login {
    private final Accounts accounts;
    private final LoginLimit limit;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final TokenSigner signer;

    Login(Accounts accounts, LoginLimit limit, PasswordHasher hasher, HashingPool pool, TokenSigner signer) {
        this.accounts = accounts;
        this.limit = limit;
        this.hasher = hasher;
        this.pool = pool;
        this.signer = signer;
    }

    Uni<TokenView> login(String email, String password) {
        return limit.begin(EmailAddress.key(email))
                .chain(attempt -> accounts.byEmail(email)
                        .chain(account -> pool.submit(() -> tokenFor(account, password)))
                        .chain(token -> token.isPresent()
                                ? limit.succeeded(attempt).replaceWith(token)
                                : limit.failed(attempt).replaceWith(token)))
                .map(token -> token.map(t -> TokenView.of(t, signer.lifetimeSeconds()))
                        .orElseThrow(() -> Refusal.unauthenticated("Incorrect username or password")));
    }

    private Optional<String> tokenFor(Optional<Account> account, String password) {
        boolean right = hasher.verify(account.map(a -> a.passwordHash).orElse(null), password);
        return account.filter(a -> right && a.enabled && a.confirmed)
                .map(a -> signer.sign(a.id, a.groups(), a.tokenVersion));
    }
}
