package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.auth.account.OneTimeLinkService.Purpose;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.audit.AuditService.Action;
import run.opentrack.database.WriteTransaction;

/** Who can read the letters to an address owns it: links to confirm an account, and to set a forgotten password. */
@ApplicationScoped
class EmailVerificationService {
    private final OneTimeLinkService links;
    private final AccountMailer mailer;
    private final AuditService audit;

    EmailVerificationService(OneTimeLinkService links, AccountMailer mailer, AuditService audit) {
        this.links = links;
        this.mailer = mailer;
        this.audit = audit;
    }

    /** Whether a new account has to be confirmed before it can log in. */
    boolean isRequired() {
        return mailer.isEnabled();
    }

    /** After the commit: a letter whose link was not kept helps nobody. */
    void sendConfirmation(AccountService.CreatedAccount created) {
        Account account = created.account();
        created.confirmationToken().ifPresent(token -> mailer.sendConfirmation(account.id, account.email, token));
    }

    Uni<Void> confirm(String token) {
        return WriteTransaction.run(() -> links.redeem(token, Purpose.CONFIRM)
                .chain(AccountService::requireExisting)
                .invoke(account -> account.confirmed = true)
                .chain(account -> audit.record(account.id, Action.CONFIRMED, account.id)));
    }

    /** Does nothing for an e-mail without an account, or with one that is disabled. */
    Uni<Void> sendPasswordReset(String email) {
        return WriteTransaction.run(() -> Account.findByEmail(email)
                        .chain(account -> account == null || !account.enabled
                                ? Uni.createFrom().<Runnable>nullItem()
                                : links.issue(account.id, Purpose.RESET)
                                        .onItem()
                                        .ifNotNull()
                                        .<Runnable>transform(token ->
                                                () -> mailer.sendPasswordReset(account.id, account.email, token))))
                .onItem()
                .ifNotNull()
                .invoke(Runnable::run)
                .replaceWithVoid();
    }
}
