package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import run.opentrack.auth.account.OneTimeLinkService.Purpose;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.audit.AuditService.Action;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** How the password of an account comes to be another one, each way with its line in the audit trail. */
@ApplicationScoped
public class PasswordService {
    private static final Duration ONE_TIME_LIFETIME = Duration.ofHours(24);

    private final AccountService accounts;
    private final OneTimeLinkService links;
    private final AuditService audit;
    private final Clock clock;

    PasswordService(AccountService accounts, OneTimeLinkService links, AuditService audit, Clock clock) {
        this.accounts = accounts;
        this.links = links;
        this.audit = audit;
        this.clock = clock;
    }

    /** The same password under a better hash, found at a login; nobody changed anything. */
    public Uni<Void> rehash(UUID account, String oldHash, String newHash) {
        return WriteTransaction.run(
                () -> Account.update("passwordHash = ?1 where id = ?2 and passwordHash = ?3", newHash, account, oldHash)
                        .replaceWithVoid());
    }

    /** Uses a one-time password up; false when another login has done so a moment before, or a newer one was set. */
    public Uni<Boolean> consumeOneTimePassword(UUID account, String verifiedHash) {
        Instant now = clock.instant();
        return WriteTransaction.run(() -> Account.update(
                        "oneTimeUntil = ?1 where id = ?2 and oneTimeUntil > ?1 and passwordHash = ?3",
                        now,
                        account,
                        verifiedHash)
                .map(updated -> updated == 1));
    }

    /** By its owner, who knew the old one. */
    Uni<Void> change(AccessToken token, String verifiedHash, String newHash) {
        return WriteTransaction.run(() -> Account.lock(token.accountId())
                .chain(() -> accounts.requireCaller(token))
                .chain(account -> {
                    if (!verifiedHash.equals(account.passwordHash)) {
                        throw ApiException.conflict("The password was changed in the meantime");
                    }
                    return replace(account, newHash)
                            .chain(() -> audit.record(account.id, Action.PASSWORD_CHANGED, account.id));
                }));
    }

    /** By somebody with a link from the account's letter box, which also confirms the address. */
    Uni<Void> reset(String token, String newHash) {
        return WriteTransaction.run(() -> links.redeem(token, Purpose.RESET)
                .chain(AccountService::requireExisting)
                .call(account -> replace(account, newHash))
                .invoke(account -> account.confirmed = true)
                .chain(account -> audit.record(account.id, Action.PASSWORD_RESET, account.id)));
    }

    /** By a superuser, for one login; answers until when. */
    Uni<Instant> setOneTimePassword(AccessToken superuser, UUID id, String hash) {
        Instant expiresAt = clock.instant().plus(ONE_TIME_LIFETIME);
        return accounts.change(superuser, id, (actor, account) -> AccountService.requireAnotherSuperuser(account)
                        .chain(() -> replace(account, hash))
                        .chain(() -> {
                            account.oneTimeUntil = expiresAt;
                            account.confirmed = true;
                            return audit.record(actor.id, Action.ONE_TIME_PASSWORD_SET, account.id);
                        }))
                .replaceWith(expiresAt);
    }

    /** With the old password every token ends, and every link that would set another. */
    private Uni<Void> replace(Account account, String hash) {
        account.setPassword(hash, clock.instant());
        return links.revokeAll(account.id);
    }
}
