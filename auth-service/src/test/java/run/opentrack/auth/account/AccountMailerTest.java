package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.mutiny.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The mailer against SMTP servers on loopback. */
class AccountMailerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final String SILENCE = "";
    private static final String END = "closed";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    AccountMailerTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        vertx.closeAndAwait();
    }

    @Test
    void a_silent_server_is_left_after_the_timeout_and_tried_again() throws Exception {
        serve(command -> SILENCE);
        mailer(StartTLSOptions.DISABLED).sendConfirmation(UUID.randomUUID(), "ann@example.org", "token");
        for (int i = 0; i < 3; i++) {
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("connected");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(END);
        }
    }

    @Test
    void more_messages_than_connections_reach_a_server_that_was_silent_before() throws Exception {
        boolean[] silent = {true};
        serve(command -> silent[0] ? SILENCE : reply(command));
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED);
        for (int i = 0; i < 15; i++) {
            mailer.sendPasswordReset(UUID.randomUUID(), "ann@example.org", "token-" + i);
        }
        for (int i = 0; i < 10; i++) {
            awaitLine("connected");
        }
        silent[0] = false;
        for (int i = 0; i < 15; i++) {
            awaitLine("DATA");
        }
    }

    @Test
    void a_temporary_rejection_is_tried_again_and_a_permanent_one_is_not() throws Exception {
        AtomicInteger recipients = new AtomicInteger();
        serve(command -> command.startsWith("RCPT")
                ? (recipients.incrementAndGet() < 3 ? "451" : "550") + " no"
                : reply(command));
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED);
        mailer.sendConfirmation(UUID.randomUUID(), "ann@example.org", "token");
        for (int i = 0; i < 3; i++) {
            awaitLine("RCPT");
        }
        awaitLine(END);
        assertThat(received.poll(TIMEOUT.multipliedBy(10).toMillis(), TimeUnit.MILLISECONDS))
                .isNull();
    }

    @Test
    void a_server_without_starttls_gets_neither_credentials_nor_a_message() throws Exception {
        serve(AccountMailerTest::reply);
        mailer(StartTLSOptions.REQUIRED).sendConfirmation(UUID.randomUUID(), "ann@example.org", "token");
        StringBuilder conversation = new StringBuilder();
        for (String line = ""; !line.equals(END); line = received.poll(10, TimeUnit.SECONDS)) {
            conversation.append(line).append('\n');
        }
        assertThat(conversation.toString()).contains("EHLO").doesNotContain("AUTH", "MAIL", "token");
    }

    private void awaitLine(String start) throws InterruptedException {
        String line;
        do {
            line = received.poll(10, TimeUnit.SECONDS);
            assertThat(line).as("a line that begins with " + start).isNotNull();
        } while (!line.startsWith(start));
    }

    private static String reply(String command) {
        return switch (command.split(" ")[0]) {
            case "connected" -> "220 mail.example.org";
            case "EHLO" -> "250-mail.example.org\r\n250 AUTH PLAIN";
            case "AUTH" -> "235 welcome";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            case "MAIL", "RCPT", "." -> "250 accepted";
            default -> SILENCE;
        };
    }

    /** Serves connections, each in a thread of its own, and notes every line received. */
    private void serve(UnaryOperator<String> replies) {
        startThread(() -> {
            while (true) {
                Socket connection = server.accept();
                startThread(() -> converse(connection, replies));
            }
        });
    }

    private void converse(Socket connection, UnaryOperator<String> replies) throws IOException {
        try (connection) {
            var lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = "connected"; line != null; line = lines.readLine()) {
                received.add(line);
                String reply = replies.apply(line);
                if (!reply.isEmpty()) {
                    connection.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
        } finally {
            received.add(END);
        }
    }

    private interface Conversation {
        void run() throws IOException;
    }

    private static void startThread(Conversation conversation) {
        Thread thread = new Thread(() -> {
            try {
                conversation.run();
            } catch (IOException closed) {
                // The client or the test has closed the socket.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private AccountMailer mailer(StartTLSOptions startTls) {
        return new AccountMailer(vertx, new MailConfig(Optional.of("127.0.0.1"), startTls, server.getLocalPort()));
    }

    record MailConfig(
            Optional<String> host,
            int port,
            Optional<String> user,
            Optional<String> password,
            StartTLSOptions startTls,
            boolean tls,
            Duration timeout,
            String from,
            String site)
            implements AccountConfig.Mail {
        MailConfig(Optional<String> host, StartTLSOptions startTls, int port) {
            this(
                    host,
                    port,
                    Optional.of("user"),
                    Optional.of("secret"),
                    startTls,
                    false,
                    TIMEOUT,
                    "no-reply@example.org",
                    "https://example.org");
        }
    }
}
