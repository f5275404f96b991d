package run.opentrack.auth.token;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import run.opentrack.auth.account.Credentials;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.account.Passwords;
import run.opentrack.auth.key.TokenSigner;
import run.opentrack.auth.limit.LoginLimit;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.http.error.ApiException;

/**
 * E-mail and password for a token. Whatever is wrong (the password, the e-mail, a disabled account) costs the same work
 * and gets the same answer.
 */
@ApplicationScoped
class Login {
    private final Passwords passwords;
    private final LoginLimit limit;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final TokenSigner signer;
    private final Clock clock;

    Login(
            Passwords passwords,
            LoginLimit limit,
            PasswordHasher hasher,
            HashingPool pool,
            TokenSigner signer,
            Clock clock) {
        this.passwords = passwords;
        this.limit = limit;
        this.hasher = hasher;
        this.pool = pool;
        this.signer = signer;
        this.clock = clock;
    }

    /** @param network where the login comes from */
    Uni<TokenView> login(String email, String password, String network) {
        return pool.admit(() -> limit.guess(
                        EmailAddress.key(email), network, Credentials.BY_EMAIL, found -> tokenFor(found, password)))
                .map(token -> token.map(t -> TokenView.of(t, signer.lifetimeSeconds()))
                        .orElseThrow(() -> ApiException.unauthenticated("Incorrect username or password")))
                .onItemOrFailure()
                .invoke((token, failure) -> Logins.count(failure == null ? "entered" : "refused"));
    }

    private Uni<Optional<String>> tokenFor(Optional<Credentials> found, String password) {
        return pool.submit(() -> verify(found, password)).chain(entry -> entry.map(this::enter)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /** What a right password leads to. */
    private record Entry(Credentials of, String token, Optional<String> betterHash) {}

    private Optional<Entry> verify(Optional<Credentials> found, String password) {
        boolean right = hasher.verify(found.map(Credentials::passwordHash).orElse(null), password);
        return found.filter(credentials -> right && credentials.letIn(clock.instant()))
                .map(credentials -> new Entry(
                        credentials,
                        signer.sign(credentials.account(), credentials.groups(), credentials.tokenVersion()),
                        hasher.isOutdated(credentials.passwordHash())
                                ? Optional.of(hasher.hash(password))
                                : Optional.empty()));
    }

    private Uni<Optional<String>> enter(Entry entry) {
        Credentials of = entry.of();
        if (of.oneTimeUntil().isPresent()) {
            return passwords.spendOneTime(of.account(), of.passwordHash()).map(first -> Optional.of(entry.token())
                    .filter(token -> first));
        }
        return entry.betterHash()
                .map(hash -> passwords.rehash(of.account(), of.passwordHash(), hash))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(Optional.of(entry.token()));
    }
}
