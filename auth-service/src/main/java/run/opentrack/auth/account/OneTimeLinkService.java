package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.database.SessionRead;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Confirmation and password reset by one-time links in e-mail: a user who can read the mail owns the address. A link works
 * once and for 24 hours.
 */
@ApplicationScoped
class OneTimeLinkService {
    /** Maximum messages of one purpose to an account, so that a mailbox cannot be flooded. */
    private static final int MAX_PER_HOUR = 3;

    private static final int MAX_CONCURRENT_RESETS = 20;
    private static final Logger LOG = Logger.getLogger(OneTimeLinkService.class);

    private final OneTimeLinkRepository repository;
    private final AccountRepository accounts;
    private final AccountMailer mailer;
    private final MailQueue mails;
    private final AuditService audit;
    private final Clock clock;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT_RESETS);

    OneTimeLinkService(
            OneTimeLinkRepository repository,
            AccountRepository accounts,
            AccountMailer mailer,
            MailQueue mails,
            AuditService audit,
            Clock clock) {
        this.repository = repository;
        this.accounts = accounts;
        this.mailer = mailer;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Adds an e-mail with a link in the caller's transaction, unless the account has reached its hourly limit. The link is
     * made when its e-mail is sent, so that one that was not sent counts no longer than it waits.
     */
    Uni<Void> issue(UUID account, Purpose purpose) {
        MailTemplate template = MailTemplate.of(purpose);
        return accounts.lock(account)
                .chain(() -> mails.countRecent(account, template))
                .chain(recent -> recent >= MAX_PER_HOUR ? Uni.createFrom().voidItem() : mailer.add(account, template));
    }

    /** Account id of a link, which stays valid; 422 when the link is invalid or expired. */
    Uni<UUID> verify(String token, Purpose purpose) {
        return SessionRead.run(() -> findAccountId(token, purpose));
    }

    /** Account id of a link, which is deleted in the caller's transaction; of concurrent calls one succeeds. */
    Uni<UUID> redeem(String token, Purpose purpose) {
        return findAccountId(token, purpose)
                .call(accounts::lock)
                .call(() -> repository.deleteByHash(OneTimeLink.hash(token)).invoke(OneTimeLinkService::requireFound));
    }

    /** Confirms the account of a link; 422 when the link is invalid or expired. */
    Uni<Void> confirm(String token) {
        return WriteTransaction.run(() -> redeem(token, Purpose.CONFIRM)
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

    /** No link for an address without an account or with a disabled one. */
    private Uni<Void> issueReset(String email) {
        return WriteTransaction.run(() -> accounts.findByEmail(email)
                        .chain(account -> account == null || !account.enabled
                                ? Uni.createFrom().voidItem()
                                : issue(account.id, Purpose.RESET)))
                .invoke(mailer::sendSoon);
    }

    /** Deletes every link of an account; first the e-mails that make them. */
    Uni<Void> revokeAll(UUID account) {
        return mails.deleteLinks(account).chain(() -> repository.deleteByAccount(account));
    }

    /** Delayed, because its first statement loads the HQL parser, which would lengthen the start. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return Panache.withTransaction(() -> repository.deleteExpired(clock.instant()));
    }

    private Uni<UUID> findAccountId(String token, Purpose purpose) {
        return repository
                .findById(OneTimeLink.hash(token))
                .invoke(link -> requireFound(link != null && link.isValid(purpose, clock.instant())))
                .map(link -> link.accountId);
    }

    private static void requireFound(boolean found) {
        if (!found) {
            throw ApiException.invalid(Violation.ofMember(
                    "token", "is invalid or expired: a link works once and for 24 hours", "value_error.token"));
        }
    }
}
