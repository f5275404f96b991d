package run.opentrack.auth.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.mail.MailClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends e-mail to account holders, with retries. No request waits for the mail server: its response time would reveal
 * whether there is an account.
 */
@ApplicationScoped
public class AccountMailer {
    private static final Logger LOG = Logger.getLogger(AccountMailer.class);

    private static final String CONFIRMATION = """
            An OpenTrack account was created with this e-mail address. To confirm it, open

            %s/account/#confirm=%s

            The link works once and for 24 hours. If you did not create the account, ignore this message: it cannot be used
            without the link.
            """;
    private static final String PASSWORD_RESET = """
            A new password was requested for the OpenTrack account with this e-mail address. To set one, open

            %s/account/#reset=%s

            The link works once and for 24 hours. If you did not request it, ignore this message: your password stays as it
            is.
            """;

    private static final String GROUP_DECISION = """
            Your request for the group %s of OpenTrack was %s.

            %s

            Your account: %s/account/
            """;
    private static final String KEY_EXPIRY = """
            The OpenTrack API key %s ("%s") expires at %s. Programs that use it are rejected from then on.

            To replace it, open %s/account/ and rotate it: both keys are valid for the time that you choose.
            """;
    private static final String KEY_LEAK = """
            The OpenTrack API key %s ("%s") was reported as published and has been revoked. Programs that use it are
            rejected from now on.

            To create another one, open %s/account/
            """;

    private static final String WEBHOOK_DISABLED = """
            Your OpenTrack webhook at

            %s

            has been disabled: it answered 410, or nothing for five days. No changes are sent to it any more. Once it works
            again, send it a ping, and fetch what it has missed: %s/account/
            """;

    /** Bound of the memory that messages take while the mail server does not respond. */
    private static final int MAX_PENDING = 200;

    private static final int MAX_RETRIES = 3;

    private static final List<String> OUTCOMES = List.of("sent", "failed", "failed_attempt");

    private final AccountConfig.Mail config;
    private final Optional<MailClient> client;
    private final AtomicInteger pending = new AtomicInteger();

    AccountMailer(Vertx vertx, AccountConfig.Mail config) {
        this.config = config;
        this.client = config.host().map(host -> MailClient.create(vertx, options(host, config)));
        // From zero on, since a counter that begins with its first failure has no increase.
        OUTCOMES.forEach(AccountMailer::counter);
    }

    /** A connection ends after the timeout without a byte: a silent server would otherwise occupy the whole pool. */
    private static MailConfig options(String host, AccountConfig.Mail config) {
        int timeoutMillis = (int) config.timeout().toMillis();
        MailConfig options = new MailConfig(host, config.port())
                .setSsl(config.tls())
                .setStarttls(config.tls() ? StartTLSOptions.DISABLED : config.startTls())
                .setKeepAlive(false)
                .setConnectTimeout(timeoutMillis)
                .setIdleTimeout(timeoutMillis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setHostnameVerificationAlgorithm("HTTPS");
        config.user().ifPresent(options::setUsername);
        config.password().ifPresent(options::setPassword);
        return options;
    }

    /** True where a mail server is configured. */
    public boolean isEnabled() {
        return client.isPresent();
    }

    void sendConfirmation(UUID account, String email, String token) {
        send(account, email, "Confirm your e-mail address", CONFIRMATION.formatted(config.site(), token));
    }

    void sendPasswordReset(UUID account, String email, String token) {
        send(account, email, "A new password for OpenTrack", PASSWORD_RESET.formatted(config.site(), token));
    }

    /** @param reply of the superuser, may be empty */
    public void sendGroupDecision(UUID account, String email, String group, String decision, String reply) {
        String text = GROUP_DECISION.formatted(group, decision, reply, config.site());
        send(account, email, "Your request for " + group, text);
    }

    void sendWebhookDisabled(UUID account, String email, String url) {
        send(account, email, "A webhook of OpenTrack was disabled", WEBHOOK_DISABLED.formatted(url, config.site()));
    }

    /** @param key public part of the key, with its name */
    public void sendKeyExpiry(UUID account, String email, String key, String name, Instant expiresAt) {
        String text = KEY_EXPIRY.formatted(key, name, expiresAt.truncatedTo(ChronoUnit.SECONDS), config.site());
        send(account, email, "An API key of OpenTrack expires", text);
    }

    /** @param key public part of the key, with its name */
    public void sendKeyLeak(UUID account, String email, String key, String name) {
        send(account, email, "An API key of OpenTrack was revoked", KEY_LEAK.formatted(key, name, config.site()));
    }

    /** The log names the account and the exception's type only, because a server's message repeats the address. */
    private void send(UUID account, String email, String subject, String text) {
        Uni<MailResult> attempt = client.orElseThrow()
                .sendMail(new MailMessage(config.from(), email, subject, text))
                .ifNoItem()
                .after(config.timeout().multipliedBy(2))
                .fail()
                .onFailure()
                .invoke(failure -> record(account, "failed_attempt", failure));
        boolean accepted = pending.incrementAndGet() <= MAX_PENDING;
        (accepted ? attempt : Uni.createFrom().<MailResult>failure(new RejectedExecutionException()))
                .onFailure(AccountMailer::isTemporary)
                .retry()
                .withBackOff(config.timeout(), config.timeout().multipliedBy(8))
                .atMost(MAX_RETRIES)
                .onTermination()
                .invoke(pending::decrementAndGet)
                .subscribe()
                .with(sent -> count("sent"), failure -> record(account, "failed", failure));
    }

    private static boolean isTemporary(Throwable failure) {
        return !(failure instanceof RejectedExecutionException)
                && !(failure instanceof SMTPException reply && reply.isPermanent());
    }

    private static void record(UUID account, String outcome, Throwable failure) {
        count(outcome);
        LOG.warnf(
                "e-mail to account %s: %s: %s",
                account, outcome, failure.getClass().getSimpleName());
    }

    private static void count(String outcome) {
        counter(outcome).increment();
    }

    private static Counter counter(String outcome) {
        return Metrics.counter("opentrack.mails", "outcome", outcome);
    }

    @PreDestroy
    void close() {
        client.ifPresent(MailClient::closeAndForget);
    }
}
