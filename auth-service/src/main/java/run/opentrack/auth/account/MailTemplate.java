package run.opentrack.auth.account;

import java.util.Optional;
import java.util.stream.Stream;
import run.opentrack.auth.account.OneTimeLink.Purpose;

/** Text of an e-mail to an account holder. The first argument is the base URL of the site, the others are the message's. */
public enum MailTemplate {
    /** Argument: token. */
    CONFIRMATION("Confirm your e-mail address", """
            An OpenTrack account was created with this e-mail address. To confirm it, open

            %1$s/account/#confirm=%2$s

            The link works once and for 24 hours. If you did not create the account, ignore this message: it cannot be used
            without the link.
            """),
    /** Argument: token. */
    PASSWORD_RESET("A new password for OpenTrack", """
            A new password was requested for the OpenTrack account with this e-mail address. To set one, open

            %1$s/account/#reset=%2$s

            The link works once and for 24 hours. If you did not request it, ignore this message: your password stays as it
            is.
            """),
    /** Arguments: group, decision, reply of the superuser, which may be empty. */
    GROUP_DECISION("Your request for %2$s", """
            Your request for the group %2$s of OpenTrack was %3$s.

            %4$s

            Your account: %1$s/account/
            """),
    /** Arguments: public part of the key, its name, time of the expiry. */
    KEY_EXPIRY("An API key of OpenTrack expires", """
            The OpenTrack API key %2$s ("%3$s") expires at %4$s. Programs that use it are rejected from then on.

            To replace it, open %1$s/account/ and rotate it: both keys are valid for the time that you choose.
            """),
    /** Arguments: public part of the key, its name. */
    KEY_LEAK("An API key of OpenTrack was revoked", """
            The OpenTrack API key %2$s ("%3$s") was reported as published and has been revoked. Programs that use it are
            rejected from now on.

            To create another one, open %1$s/account/
            """),
    /** Argument: URL. */
    WEBHOOK_DISABLED("A webhook of OpenTrack was disabled", """
            Your OpenTrack webhook at

            %2$s

            has been disabled: it answered 410, or nothing for five days. No changes are sent to it any more. Once it works
            again, send it a ping, and fetch what it has missed: %1$s/account/
            """);

    private final String subject;
    private final String text;

    MailTemplate(String subject, String text) {
        this.subject = subject;
        this.text = text;
    }

    static MailTemplate of(Purpose purpose) {
        return purpose == Purpose.CONFIRM ? CONFIRMATION : PASSWORD_RESET;
    }

    /** Purpose of the link that is made when the e-mail is sent; empty for one without. */
    Optional<Purpose> linkPurpose() {
        return Stream.of(Purpose.values())
                .filter(purpose -> of(purpose) == this)
                .findFirst();
    }

    String subject(String site, String... arguments) {
        return fill(subject, site, arguments);
    }

    String text(String site, String... arguments) {
        return fill(text, site, arguments);
    }

    private static String fill(String pattern, String site, String... arguments) {
        return pattern.formatted(
                Stream.concat(Stream.of(site), Stream.of(arguments)).toArray());
    }
}
