package run.opentrack.auth.account;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import run.opentrack.auth.account.MailQueue.ClaimedMail;
import run.opentrack.auth.account.OneTimeLink.Purpose;

/**
 * E-mail to account holders, by a queue in the database: a mail server that is lost delays a message, and each is sent once by
 * one replica. No request waits for the mail server, since its response time would reveal whether there is an account.
 */
@ApplicationScoped
public class AccountMailer {
    private static final Logger LOG = Logger.getLogger(AccountMailer.class);

    /** Connections to the mail server. */
    private static final int MAX_CONCURRENT = 10;

    /** Bound of the delay, as a power of two of an attempt's timeout. */
    private static final int MAX_DELAY_EXPONENT = 3;

    private final SmtpSender sender;
    private final MailQueue queue;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    AccountMailer(SmtpSender sender, MailQueue queue, Clock clock) {
        this.sender = sender;
        this.queue = queue;
        this.clock = clock;
    }

    /** True where a mail server is configured. */
    public boolean isEnabled() {
        return sender.isEnabled();
    }

    /** Adds an e-mail in the caller's transaction, after which {@link #sendSoon} sends it. */
    public Uni<Void> add(UUID account, MailTemplate template, String... arguments) {
        return isEnabled()
                ? queue.persist(OutgoingMail.create(account, template, arguments))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Starts to send what was added, and returns at once. */
    public void sendSoon() {
        sendDue()
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf(
                                "e-mails are not sent: %s", failure.getClass().getSimpleName()));
    }

    /** Sends what is due, in one batch after the other. */
    @Scheduled(every = "PT5S", delayed = "PT5S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sendDue() {
        return isEnabled() && running.compareAndSet(false, true)
                ? sendBatches().onTermination().invoke(() -> running.set(false))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> sendBatches() {
        return queue.claim(MAX_CONCURRENT, sender.timeout().multipliedBy(2))
                .chain(mails -> mails.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.join()
                                .all(mails.stream().map(this::send).toList())
                                .andCollectFailures()
                                .chain(this::sendBatches));
    }

    private Uni<Void> send(ClaimedMail mail) {
        return mail.email() == null
                ? queue.end(mail)
                : mail.template()
                        .linkPurpose()
                        .map(purpose -> sendLink(mail, purpose))
                        .orElseGet(() -> attempt(mail, mail.arguments()));
    }

    /** The link of an attempt that failed stays valid: its e-mail may have been delivered all the same. */
    private Uni<Void> sendLink(ClaimedMail mail, Purpose purpose) {
        String token = OneTimeLink.generateToken();
        return queue.addLink(mail, OneTimeLink.create(mail.account(), purpose, token, clock.instant()))
                .chain(added -> added ? attempt(mail, token) : Uni.createFrom().voidItem());
    }

    private Uni<Void> attempt(ClaimedMail mail, String... arguments) {
        return sender.send(mail.account(), mail.email(), mail.template(), arguments)
                .onFailure(failure -> mail.last())
                .recoverWithItem(false)
                .onItemOrFailure()
                .transformToUni((sent, failure) -> {
                    if (failure != null) {
                        return queue.postpone(mail, delayAfter(mail.attempt()));
                    }
                    SmtpSender.count(sent ? "sent" : "failed");
                    return queue.end(mail);
                });
    }

    private Duration delayAfter(int attempt) {
        return sender.timeout().multipliedBy(1L << Math.min(attempt - 1, MAX_DELAY_EXPONENT));
    }

    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteEnded() {
        return queue.deleteEnded();
    }

    /** E-mails to owners of webhooks that export-service has disabled. */
    @Scheduled(every = "PT15S", delayed = "PT5S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> addWebhookNotices() {
        return isEnabled() ? queue.addWebhookNotices() : Uni.createFrom().voidItem();
    }
}
