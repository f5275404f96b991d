package run.opentrack.auth.token;

import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.account.PasswordService;
import run.opentrack.auth.key.TokenSigner;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
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
     * @param network of the client, see {@link run.opentrack.auth.ratelimit.ClientNetwork}
     * @return the signed token; 401 for a wrong pair, 429 and 503 by {@link LoginRateLimiter}
     */
    Uni<String> login(String email, String password, String network) {
        return executor.runAdmitted(() -> rateLimiter.attempt(
                        EmailAddress.normalize(email),
                        network,
                        LoginCredentials.BY_EMAIL,
                        found -> verifyAndSign(found, password)))
                .map(token -> token.orElseThrow(() -> ApiException.unauthenticated("Incorrect username or password")))
                .onItemOrFailure()
                .invoke((token, failure) -> Metrics.counter(
                                "opentrack.logins", "outcome", failure == null ? "succeeded" : "failed")
                        .increment());
    }

    private Uni<Optional<String>> verifyAndSign(Optional<LoginCredentials> found, String password) {
        return executor.submit(() -> verify(found, password)).chain(login -> login.map(this::complete)
                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private record VerifiedLogin(LoginCredentials credentials, String token, Optional<String> betterHash) {}

    private Optional<VerifiedLogin> verify(Optional<LoginCredentials> found, String password) {
        boolean matches =
                hasher.verify(found.map(LoginCredentials::passwordHash).orElse(null), password);
        return found.filter(credentials -> matches && credentials.mayLogIn(clock.instant()))
                .map(credentials -> new VerifiedLogin(
                        credentials,
                        signer.sign(credentials.accountId(), credentials.groups(), credentials.tokenVersion()),
                        hasher.isOutdated(credentials.passwordHash())
                                ? Optional.of(hasher.hash(password))
                                : Optional.empty()));
    }

    private Uni<Optional<String>> complete(VerifiedLogin login) {
        LoginCredentials credentials = login.credentials();
        if (credentials.oneTimeUntil().isPresent()) {
            return passwords
                    .consumeOneTimePassword(credentials.accountId(), credentials.passwordHash())
                    .map(first -> Optional.of(login.token()).filter(token -> first));
        }
        return login.betterHash()
                .map(hash -> passwords.rehash(credentials.accountId(), credentials.passwordHash(), hash))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(Optional.of(login.token()));
    }
}
