package run.opentrack.auth.account;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Sends e-mail to account holders. No request waits for the mail server: its response time would reveal whether there is
 * an account.
 */
@ApplicationScoped
class AccountMailer {
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

    private final ReactiveMailer mailer;
    private final AccountConfig.Mail config;

    AccountMailer(ReactiveMailer mailer, AccountConfig.Mail config) {
        this.mailer = mailer;
        this.config = config;
    }

    /** True where a mail server is configured. */
    boolean isEnabled() {
        return config.host().isPresent();
    }

    void sendConfirmation(UUID account, String email, String token) {
        send(account, email, "Confirm your e-mail address", CONFIRMATION.formatted(config.site(), token));
    }

    void sendPasswordReset(UUID account, String email, String token) {
        send(account, email, "A new password for OpenTrack", PASSWORD_RESET.formatted(config.site(), token));
    }

    /** The log names the account and the exception's type only, because a server's message repeats the address. */
    private void send(UUID account, String email, String subject, String text) {
        mailer.send(Mail.withText(email, subject, text))
                .subscribe()
                .with(
                        sent -> {},
                        failure -> LOG.warnf(
                                "e-mail to account %s was not sent: %s",
                                account, failure.getClass().getSimpleName()));
    }
}
