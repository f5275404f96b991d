package run.opentrack.auth.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/** Changes of passwords. Each change revokes the account's tokens and links and writes an audit entry. */
@ApplicationScoped
public class PasswordService {
    private static final Duration ONE_TIME_LIFETIME = Duration.ofHours(24);

    private final AccountService accounts;
    private final AccountRepository repository;
    private final OneTimeLinkService links;
    private final AuditService audit;
    private final LoginRateLimiter rateLimiter;
    private final PasswordHasher hasher;
    private final HashingExecutor executor;
    private final Clock clock;

    PasswordService(
            AccountService accounts,
            AccountRepository repository,
            OneTimeLinkService links,
            AuditService audit,
            LoginRateLimiter rateLimiter,
            PasswordHasher hasher,
            HashingExecutor executor,
            Clock clock) {
        this.accounts = accounts;
        this.repository = repository;
        this.links = links;
        this.audit = audit;
        this.rateLimiter = rateLimiter;
        this.hasher = hasher;
        this.executor = executor;
        this.clock = clock;
    }

    /** Random password for one login, shown once to the superuser who sets it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record OneTimePassword(String oneTimePassword, Instant expiresAt) {
        /** Without characters that are easily confused in print or when read aloud. */
        private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

        private static final int GROUP_COUNT = 4;
        private static final int GROUP_SIZE = 5;
        private static final SecureRandom RANDOM = new SecureRandom();

        /** Generates a password of about 100 bits, in groups that can be read aloud. */
        static OneTimePassword generate(Instant expiresAt) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < GROUP_COUNT * GROUP_SIZE; i++) {
                password.append(i > 0 && i % GROUP_SIZE == 0 ? "-" : "")
                        .append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
            }
            return new OneTimePassword(password.toString(), expiresAt.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** Stores the same password under a stronger hash; no audit entry, since the user changed nothing. */
    public Uni<Void> rehash(WriteTransaction write, UUID account, String oldHash, String newHash) {
        return write.inTransaction(() -> repository.replaceHash(account, oldHash, newHash));
    }

    /** Consumes a one-time password; false when a concurrent login did so first, or a newer one was set. */
    public Uni<Boolean> consumeOneTimePassword(WriteTransaction write, UUID account, String verifiedHash) {
        return write.inTransaction(() -> repository.expireOneTimePassword(account, verifiedHash, clock.instant()));
    }

    /**
     * Changes the caller's password. The current one is checked within the login rate limit, so that a stolen token is no
     * way to guess it.
     */
    Uni<Void> change(AccessToken token, String currentPassword, String newPassword) {
        return Uncancellable.of(accounts.findByToken(token).chain(account -> ReadTimeout.apply(rateLimiter.attempt(
                        account.emailKey,
                        () -> executor.submit(() -> hashIfCorrect(account.passwordHash, currentPassword, newPassword))))
                .map(newHash -> newHash.orElseThrow(PasswordService::wrongCurrentPassword))
                .chain(newHash -> commitChange(token, account.passwordHash, newHash))));
    }

    private Optional<String> hashIfCorrect(String hash, String currentPassword, String newPassword) {
        return hasher.verify(hash, currentPassword) ? Optional.of(hasher.hash(newPassword)) : Optional.empty();
    }

    private static ApiException wrongCurrentPassword() {
        return ApiException.invalid(Violation.ofMember(
                "current_password", "must be the account's current password", "value_error.password"));
    }

    private Uni<Void> commitChange(AccessToken token, String verifiedHash, String newHash) {
        return WriteTransaction.run(() -> repository
                .lock(token.accountId())
                .chain(() -> accounts.requireCaller(token))
                .chain(account -> {
                    if (!verifiedHash.equals(account.passwordHash)) {
                        throw ApiException.conflict("The password was changed in the meantime");
                    }
                    return replace(account, newHash)
                            .chain(() -> audit.record(account.id, Action.PASSWORD_CHANGED, account.id));
                }));
    }

    /**
     * Sets a new password by a link from an e-mail, which also confirms the address. The link is verified before the
     * password is hashed, so that invented tokens cost no hash.
     */
    Uni<Void> reset(String token, String newPassword) {
        return Uncancellable.of(links.verify(token, Purpose.RESET)
                .chain(() -> executor.hash(newPassword))
                .chain(hash -> WriteTransaction.run(() -> links.redeem(token, Purpose.RESET)
                        .chain(repository::require)
                        .call(account -> replace(account, hash))
                        .invoke(account -> account.confirmed = true)
                        .chain(account -> audit.record(account.id, Action.PASSWORD_RESET, account.id)))));
    }

    /** Sets a random password for one login, on behalf of a superuser. */
    Uni<OneTimePassword> setOneTimePassword(AccessToken superuser, UUID id) {
        OneTimePassword password = OneTimePassword.generate(clock.instant().plus(ONE_TIME_LIFETIME));
        return Uncancellable.of(accounts.get(superuser, id)
                .chain(() -> executor.hash(password.oneTimePassword()))
                .chain(hash ->
                        accounts.change(superuser, id, (actor, account) -> accounts.requireAnotherSuperuser(account)
                                .chain(() -> replace(account, hash))
                                .chain(() -> {
                                    account.oneTimeUntil = password.expiresAt();
                                    account.confirmed = true;
                                    return audit.record(actor.id, Action.ONE_TIME_PASSWORD_SET, account.id);
                                })))
                .replaceWith(password));
    }

    private Uni<Void> replace(Account account, String hash) {
        account.setPassword(hash, clock.instant());
        return links.revokeAll(account.id);
    }
}
