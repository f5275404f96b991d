package run.opentrack.auth.token;

import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.account.PasswordService;
import run.opentrack.auth.key.TokenSigner;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
import run.opentrack.auth.token.LoginCredentials.Lookup;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Exchanges an e-mail and a password for an access token. A wrong password, an unknown e-mail and a disabled account cost
 * the same work and get the same response, so that accounts cannot be enumerated.
 */
@ApplicationScoped
class LoginService {
    private final PasswordService passwords;
    private final LoginRateLimiter rateLimiter;
    private final PasswordHasher hasher;
    private final HashingExecutor executor;
    private final TokenSigner signer;
    private final Clock clock;

    LoginService(
            PasswordService passwords,
            LoginRateLimiter rateLimiter,
            PasswordHasher hasher,
            HashingExecutor executor,
            TokenSigner signer,
            Clock clock) {
        this.passwords = passwords;
        this.rateLimiter = rateLimiter;
        this.hasher = hasher;
        this.executor = executor;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * Logs in.
     *
     * @param network of the client, see {@link run.opentrack.auth.ratelimit.RateLimitKey#networkOf}
     * @return the signed token; 401 for a wrong pair, 429 and 503 by {@link LoginRateLimiter}, 504 when it is unknown whether
     *     a one-time password was consumed
     */
    Uni<String> login(String email, String password, String network) {
        return WriteTransaction.<String>run(write -> executor.runAdmitted(() -> rateLimiter
                        .attempt(
                                EmailAddress.normalize(email),
                                network,
                                LoginCredentials.BY_EMAIL,
                                found -> executor.submit(
                                        () -> verify(found, password, hasher, this::sign, clock.instant())))
                        .chain(login -> login.map(verified -> complete(write, verified))
                                .orElseGet(() -> Uni.createFrom().item(false))
                                .map(valid -> requireValid(valid, login)))))
                .onItemOrFailure()
                .invoke((token, failure) -> Metrics.counter(
                                "opentrack.logins", "outcome", failure == null ? "succeeded" : "failed")
                        .increment());
    }

    private String sign(LoginCredentials credentials) {
        return signer.sign(credentials.accountId(), credentials.groups(), credentials.tokenVersion());
    }

    record VerifiedLogin(LoginCredentials credentials, String token, Optional<String> betterHash) {}

    /** Verifies a login; each one that fails costs the same work. */
    static Optional<VerifiedLogin> verify(
            Lookup found,
            String password,
            PasswordHasher hasher,
            Function<LoginCredentials, String> signer,
            Instant now) {
        String hash = found.account().map(LoginCredentials::passwordHash).orElse(null);
        boolean matches = hasher.verify(hash, password);
        Optional<LoginCredentials> valid = found.account().filter(credentials -> matches && credentials.mayLogIn(now));
        if (valid.isEmpty()) {
            hasher.equalize(hash, password, found.maxIterations());
        }
        return valid.map(credentials -> new VerifiedLogin(
                credentials,
                signer.apply(credentials),
                hasher.isOutdated(hash) ? Optional.of(hasher.hash(password)) : Optional.empty()));
    }

    /**
     * Writes what a login changes, after everything else: a one-time password must not be consumed by a login that then
     * fails.
     */
    private Uni<Boolean> complete(WriteTransaction write, VerifiedLogin login) {
        UUID account = login.credentials().accountId();
        String hash = login.credentials().passwordHash();
        if (login.credentials().oneTimeUntil().isPresent()) {
            return passwords.consumeOneTimePassword(write, account, hash);
        }
        return login.betterHash()
                .map(better -> passwords.rehash(write, account, hash, better))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(true);
    }

    private static String requireValid(boolean valid, Optional<VerifiedLogin> login) {
        return login.filter(ignored -> valid)
                .map(VerifiedLogin::token)
                .orElseThrow(() -> ApiException.unauthenticated("Incorrect username or password"));
    }
}
