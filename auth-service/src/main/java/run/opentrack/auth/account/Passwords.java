package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import run.opentrack.auth.audit.AuditTrail;
import run.opentrack.auth.audit.AuditTrail.Action;
import run.opentrack.auth.link.OneTimeLinks;
import run.opentrack.auth.link.OneTimeLinks.Purpose;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** How the password of an account comes to be another one, each way with its line in the audit trail. */
@ApplicationScoped
public class Passwords {
    private static final Duration ONE_TIME_LIFETIME = Duration.ofHours(24);

    private final Accounts accounts;
    private final OneTimeLinks links;
    private final AuditTrail audit;
    private final Clock clock;

    Passwords(Accounts accounts, OneTimeLinks links, AuditTrail audit, Clock clock) {
        this.accounts = accounts;
        this.links = links;
        this.audit = audit;
        this.clock = clock;
    }

    /** The same password under a better hash, found at a login; nobody changed anything. */
    public Uni<Void> rehash(UUID account, String outdated, String fresh) {
        return WriteTransaction.run(
                () -> Account.update("passwordHash = ?1 where id = ?2 and passwordHash = ?3", fresh, account, outdated)
                        .replaceWithVoid());
    }

    /** Uses a one-time password up; false when another login has done so a moment before, or a newer one was set. */
    public Uni<Boolean> spendOneTime(UUID account, String verifiedHash) {
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
        return WriteTransaction.run(() -> Account.hold(token.accountId())
                .chain(() -> accounts.caller(token))
                .chain(account -> {
                    if (!verifiedHash.equals(account.passwordHash)) {
                        throw ApiException.conflict("The password was changed in the meantime");
                    }
                    return replace(account, newHash)
                            .chain(() -> audit.note(account.id, Action.PASSWORD_CHANGED, account.id));
                }));
    }

    /** By somebody with a link from the account's letter box, which also confirms the address. */
    Uni<Void> reset(String token, String newHash) {
        return WriteTransaction.run(() -> links.use(token, Purpose.RESET)
                .chain(Accounts::existing)
                .call(account -> replace(account, newHash))
                .invoke(account -> account.confirmed = true)
                .chain(account -> audit.note(account.id, Action.PASSWORD_RESET, account.id)));
    }

    /** By a superuser, for one login; answers until when. */
    Uni<Instant> setOneTime(AccessToken superuser, UUID id, String hash) {
        Instant until = clock.instant().plus(ONE_TIME_LIFETIME);
        return accounts.change(superuser, id, (actor, account) -> Accounts.requireAnotherSuperuser(account)
                        .chain(() -> replace(account, hash))
                        .chain(() -> {
                            account.oneTimeUntil = until;
                            account.confirmed = true;
                            return audit.note(actor.id, Action.ONE_TIME_PASSWORD_SET, account.id);
                        }))
                .replaceWith(until);
    }

    /** With the old password every token ends, and every link that would set another. */
    private Uni<Void> replace(Account account, String hash) {
        account.setPassword(hash, clock.instant());
        return links.withdraw(account.id);
    }
}
