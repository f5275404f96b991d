package run.opentrack.auth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/** Settings of accounts. */
public interface AccountConfig {
    /** Outgoing e-mail. */
    @ConfigMapping(prefix = "opentrack.mail")
    interface Mail {
        /**
         * SMTP server. Without one no e-mail is sent: new accounts need no confirmation, and forgotten passwords are replaced
         * by a superuser.
         */
        Optional<String> host();

        /** Port of the SMTP server. */
        @WithDefault("587")
        int port();

        /** User of the SMTP server. */
        Optional<String> user();

        /** Password of that user. */
        Optional<String> password();

        /**
         * STARTTLS: with {@code REQUIRED} neither the password nor a message is sent in clear. {@code OPTIONAL} and
         * {@code DISABLED} are for test systems.
         */
        @WithDefault("REQUIRED")
        StartTLSOptions startTls();

        /** TLS from the first byte (port 465) instead of STARTTLS. */
        @WithDefault("false")
        boolean tls();

        /** Timeout for the server's response; a message that was not sent is retried with increasing delays, for four days. */
        @WithDefault("PT20S")
        Duration timeout();

        /** Sender address. */
        @WithDefault("no-reply@opentrack.run")
        String from();

        /** Base URL of the links: the root of the site that users see. */
        @WithDefault("https://api.opentrack.run")
        String site();
    }

    /** First superuser of a new suite. */
    @ConfigMapping(prefix = "opentrack.superuser")
    interface Superuser {
        /** Address of the superuser that is created at a start without any superuser; without it none is created. */
        Optional<String> email();

        /** Initial password. */
        Optional<String> password();
    }
}
