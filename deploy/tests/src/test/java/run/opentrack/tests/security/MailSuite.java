package run.opentrack.tests.security;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.local.Ports;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FaultProxy;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/**
 * Two replicas of each service that send e-mail to an SMTP server in this JVM, activate new signing keys soon and throttle
 * logins by IP address. Shared by the tests of accounts that need any of that.
 */
final class MailSuite {
    private static final Pattern LINK = Pattern.compile("(\\S+)/account/#(confirm|reset)=([A-Za-z0-9_-]+)");
    private static GreenMail mailServer;
    private static FaultProxy mailProxy;
    /** Login failures of one IP address after which it is throttled. */
    static final int MAX_FAILURES_PER_IP = TestSuites.isFullRun() ? 100 : 40;

    private static Suite suite;

    private MailSuite() {}

    static synchronized Suite running() {
        if (suite == null) {
            mailServer = new GreenMail(new ServerSetup(Ports.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            mailServer.start();
            mailProxy = FaultProxy.before(mailServer.getSmtp().getPort());
            Map<String, String> settings = new HashMap<>(Map.of(
                    "OPENTRACK_LOGIN_MAX_FAILURES_PER_IP", "" + MAX_FAILURES_PER_IP,
                    "OPENTRACK_MAIL_HOST", "127.0.0.1",
                    "OPENTRACK_MAIL_PORT", "" + mailProxy.port(),
                    "OPENTRACK_MAIL_TIMEOUT", "PT2S",
                    "OPENTRACK_MAIL_START_TLS", "DISABLED",
                    "OPENTRACK_MAIL_SITE", "https://calendar.example.org",
                    "OPENTRACK_GATEWAY_LIMITS_SIGN_UPS_PER_MINUTE", "1000000",
                    "OPENTRACK_API_KEYS_NOTICE_INTERVAL", "PT1S",
                    "OPENTRACK_SECURITY_REFRESH_INTERVAL", "PT1S"));
            settings.put("OPENTRACK_KEYS_ACTIVATION_DELAY", "PT4S");
            settings.put("OPENTRACK_KEYS_REFRESH_INTERVAL", "PT1S");
            suite = TestSuites.dedicated("mailed", 2, settings);
            Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
        }
        return suite;
    }

    static ApiClient anonymous() {
        return ApiClient.at(running().describe().gatewayUrl());
    }

    /** Proxy in front of the mail server. */
    static FaultProxy mailProxy() {
        return mailProxy;
    }

    /** Signs up an account and confirms it in the database; returns its e-mail address. */
    static String newConfirmedAccount() {
        String email = UUID.randomUUID() + "@example.org";
        Eventually.retryOnBusy(() -> signUp(email)).requireStatus(201);
        new TestDatabase(running()).update("UPDATE account SET confirmed = true WHERE email = ?", email);
        return email;
    }

    static ApiClient.Response signUp(String email) {
        return anonymous()
                .post(
                        "/api/v1/auth/signup",
                        Map.of("email", email, "password", TestAccounts.PASSWORD, "full_name", "A Person"));
    }

    /** Token of the first link of a kind (confirm, reset) sent to an address, awaited for 15 s. */
    static String tokenIn(String kind, String email) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> token = messagesTo(email)
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
        throw new AssertionError("no message to " + email);
    }

    /** Texts of all messages to an address. */
    static Stream<String> messagesTo(String email) {
        return Stream.of(mailServer.getReceivedMessages())
                .filter(message -> isTo(message, email))
                .map(MailSuite::text);
    }

    private static boolean isTo(MimeMessage message, String email) {
        try {
            return message.getAllRecipients()[0].toString().equalsIgnoreCase(email);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage message) {
        try {
            return message.getContent().toString();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
