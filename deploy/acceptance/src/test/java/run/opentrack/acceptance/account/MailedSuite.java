package run.opentrack.acceptance.account;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Ports;
import run.opentrack.local.Suite;

/**
 * A suite of two replicas that sends its letters to a real SMTP server in this JVM. It also follows keys and accounts
 * every second and lets a key sign soon, and has the usual limits of logins, but none of sign-ups: what the tests of
 * accounts need of a suite of their own, they share.
 */
final class MailedSuite {
    private static final Pattern LINK = Pattern.compile("(\\S+)/account/#(confirm|reset)=([A-Za-z0-9_-]+)");
    private static GreenMail post;
    private static Suite suite;

    private MailedSuite() {}

    static synchronized Suite running() {
        if (suite == null) {
            post = new GreenMail(new ServerSetup(Ports.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            post.start();
            suite = Suites.own(
                    "mailed",
                    2,
                    Map.of(
                            "OPENTRACK_MAIL_HOST", "127.0.0.1",
                            "OPENTRACK_MAIL_PORT", "" + post.getSmtp().getPort(),
                            "OPENTRACK_MAIL_SITE", "https://calendar.example.org",
                            "OPENTRACK_GATEWAY_LIMITS_SIGN_UPS_PER_MINUTE", "1000000",
                            "OPENTRACK_KEYS_ACTIVATE_AFTER", "PT4S",
                            "OPENTRACK_KEYS_REFRESH_EVERY", "PT1S",
                            "OPENTRACK_ACCESS_REFRESH_EVERY", "PT1S"));
            Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
        }
        return suite;
    }

    static Api anybody() {
        return Api.at(running().describe().gatewayUrl());
    }

    /** Somebody who can log in; confirmed by a stroke of the pen. */
    static String newPerson() {
        String email = UUID.randomUUID() + "@example.org";
        signUp(email);
        new Sql(running()).update("UPDATE account SET confirmed = true WHERE email = ?", email);
        return email;
    }

    static Api.Answer signUp(String email) {
        return anybody()
                .post(
                        "/api/v1/auth/signup",
                        Map.of("email", email, "password", People.PASSWORD, "full_name", "A Person"));
    }

    /** The token in the first letter of that kind to somebody, who must get one within a moment. */
    static String tokenIn(String kind, String email) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> token = letters(email)
                    .map(LINK::matcher)
                    .filter(Matcher::find)
                    .filter(link -> link.group(2).equals(kind))
                    .map(link -> link.group(3))
                    .findFirst();
            if (token.isPresent()) {
                return token.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no letter to " + email);
    }

    /** The texts of all letters to somebody. */
    static Stream<String> letters(String email) {
        return Stream.of(post.getReceivedMessages())
                .filter(letter -> isTo(letter, email))
                .map(MailedSuite::text);
    }

    private static boolean isTo(MimeMessage letter, String email) {
        try {
            return letter.getAllRecipients()[0].toString().equalsIgnoreCase(email);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage letter) {
        try {
            return letter.getContent().toString();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
