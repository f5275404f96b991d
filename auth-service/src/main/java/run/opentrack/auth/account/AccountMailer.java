package run.opentrack.auth.account;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The letters that are sent. Nobody waits for one: how long a server takes to accept it would tell whether there is an
 * account.
 */
@ApplicationScoped
public class AccountMailer {
    private static final Logger LOG = Logger.getLogger(AccountMailer.class);

    private static final String CONFIRM = """
            Somebody, you we hope, has made an OpenTrack account with this e-mail address. To confirm it, open

            %s/account/#confirm=%s

            The link works once and for 24 hours. If it was not you, do nothing: without it the account is of no use.
            """;
    private static final String RESET = """
            Somebody, you we hope, has forgotten the password of the OpenTrack account with this e-mail address. To set
            a new one, open

            %s/account/#reset=%s

            The link works once and for 24 hours. If it was not you, do nothing: the password stays as it is.
            """;

    private final ReactiveMailer mailer;
    private final MailConfig config;

    AccountMailer(ReactiveMailer mailer, MailConfig config) {
        this.mailer = mailer;
        this.config = config;
    }

    /** Whether there is a server to send them with. */
    public boolean isEnabled() {
        return config.host().isPresent();
    }

    public void sendConfirmation(UUID account, String email, String token) {
        send(account, email, "Confirm your e-mail address", CONFIRM.formatted(config.site(), token));
    }

    public void sendPasswordReset(UUID account, String email, String token) {
        send(account, email, "A new password for OpenTrack", RESET.formatted(config.site(), token));
    }

    /** The log names the account alone, since a server's refusal repeats the address. */
    private void send(UUID account, String email, String subject, String text) {
        mailer.send(Mail.withText(email, subject, text))
                .subscribe()
                .with(
                        sent -> {},
                        failure -> LOG.warnf(
                                "a letter to account %s was not sent: %s",
                                account, failure.getClass().getSimpleName()));
    }
}
