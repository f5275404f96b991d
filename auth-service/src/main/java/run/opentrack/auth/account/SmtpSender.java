package run.opentrack.auth.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.mail.MailClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Client of the mail server. A silent server costs an attempt at most its timeout. */
@ApplicationScoped
class SmtpSender {
    private static final Logger LOG = Logger.getLogger(SmtpSender.class);

    /** First reply about a mailbox or message; lower ones are about our credentials or commands (RFC 5321 section 4.2.3). */
    private static final int FIRST_REJECTION = 550;

    private static final List<String> OUTCOMES = List.of("sent", "failed", "failed_attempt");

    private final AccountConfig.Mail config;
    private final Optional<MailClient> client;

    SmtpSender(Vertx vertx, AccountConfig.Mail config) {
        this.config = config;
        this.client = config.host().map(host -> MailClient.create(vertx, options(host, config)));
        // From zero on, since a counter that begins with its first failure has no increase.
        OUTCOMES.forEach(SmtpSender::counter);
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
    boolean isEnabled() {
        return client.isPresent();
    }

    /**
     * Sends an e-mail, in one attempt; a failure is recorded.
     *
     * @return true if it was sent, false if the server has rejected it for good; fails if another attempt may succeed
     */
    Uni<Boolean> send(UUID account, String email, MailTemplate template, String... arguments) {
        String subject = template.subject(config.site(), arguments);
        return client.orElseThrow()
                .sendMail(new MailMessage(config.from(), email, subject, template.text(config.site(), arguments)))
                .ifNoItem()
                .after(timeout())
                .fail()
                .map(sent -> true)
                .onFailure()
                .invoke(failure -> record(account, "failed_attempt", failure))
                .onFailure(failure -> failure instanceof SMTPException reply && reply.getReplyCode() >= FIRST_REJECTION)
                .recoverWithItem(false);
    }

    /** Longest time of an attempt. */
    Duration timeout() {
        return config.timeout().multipliedBy(2);
    }

    /** The log names the account and the exception's type only, because a server's message repeats the address. */
    private static void record(UUID account, String outcome, Throwable failure) {
        count(outcome);
        LOG.warnf(
                "e-mail to account %s: %s: %s",
                account, outcome, failure.getClass().getSimpleName());
    }

    static void count(String outcome) {
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
