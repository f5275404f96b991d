package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/** Confirmation and password reset by links in e-mail: a user who can read the mail owns the address. */
@ApplicationScoped
class EmailVerificationService {
    private static final Logger LOG = Logger.getLogger(EmailVerificationService.class);
    private static final int MAX_CONCURRENT = 20;

    private final AccountRepository accounts;
    private final OneTimeLinkService links;
    private final AccountMailer mailer;
    private final AuditService audit;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

    EmailVerificationService(
            AccountRepository accounts, OneTimeLinkService links, AccountMailer mailer, AuditService audit) {
        this.accounts = accounts;
        this.links = links;
        this.mailer = mailer;
        this.audit = audit;
    }

    /** Confirms the account of a link; 422 when the link is invalid or expired. */
    Uni<Void> confirm(String token) {
        return WriteTransaction.run(() -> links.redeem(token, Purpose.CONFIRM)
                .chain(accounts::require)
                .invoke(account -> account.confirmed = true)
                .chain(account -> audit.record(account.id, Action.CONFIRMED, account.id)));
    }

    /**
     * Starts to mail a reset link and returns before it looks for the account: neither the response nor its time reveals
     * whether there is one. 409 where mail is not configured, 503 when too many requests are in progress.
     */
    void requestPasswordReset(String email) {
        if (!mailer.isEnabled()) {
            throw ApiException.conflict("No e-mail is sent here; a superuser can set a one-time password");
        }
        if (!permits.tryAcquire()) {
            throw ApiException.unavailable();
        }
        issueReset(email)
                .onTermination()
                .invoke(permits::release)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf(
                                "password reset request failed: %s",
                                failure.getClass().getSimpleName()));
    }

    /** No link for an address without an account or with a disabled one; the mail is sent after the commit. */
    private Uni<Void> issueReset(String email) {
        return WriteTransaction.run(() -> accounts.findByEmail(email)
                        .chain(account -> account == null || !account.enabled
                                ? Uni.createFrom().item(Optional.<Runnable>empty())
                                : links.issue(account.id, Purpose.RESET)
                                        .map(token -> token.<Runnable>map(text ->
                                                () -> mailer.sendPasswordReset(account.id, account.email, text)))))
                .invoke(mail -> mail.ifPresent(Runnable::run))
                .replaceWithVoid();
    }
}
