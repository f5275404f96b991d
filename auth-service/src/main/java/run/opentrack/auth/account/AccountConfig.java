package run.opentrack.auth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of accounts. */
public interface AccountConfig {
    /** Outgoing e-mail. A user, a password and TLS for the server are Quarkus' own settings, {@code quarkus.mailer.*}. */
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
