package run.opentrack.auth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * Letters to people. What the server wants beside (a user, a password, TLS) are Quarkus' own settings,
 * {@code quarkus.mailer.*}.
 */
@ConfigMapping(prefix = "opentrack.mail")
public interface MailConfig {
    /** The SMTP server. Without one no letter is sent: new accounts need no confirmation, a superuser helps out. */
    Optional<String> host();

    /** Its port. */
    @WithDefault("587")
    int port();

    /** Who the letters are from. */
    @WithDefault("no-reply@opentrack.run")
    String from();

    /** Where the links lead: the root of the site that people see. */
    @WithDefault("https://api.opentrack.run")
    String site();
}
