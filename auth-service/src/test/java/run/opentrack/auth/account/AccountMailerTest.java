package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.mutiny.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The mailer against SMTP servers on loopback. */
class AccountMailerTest {
    /** For a server that never responds. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(10);
    private static final String SILENCE = "";
    private static final String END = "closed";
    private static final Pattern LINK = Pattern.compile("#reset=(?:3D)?([A-Za-z0-9_-]+)");

    private final Vertx vertx = Vertx.vertx();
    private final MemoryQueue queue = new MemoryQueue();
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
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED, TIMEOUT);
        queue.add("ann@example.org");
        for (int i = 0; i < 3; i++) {
            send(mailer);
            awaitLine("connected");
            awaitLine(END);
        }
        assertThat(queue.delays).hasSize(3).isSorted().first().isEqualTo(TIMEOUT.multipliedBy(2));
        assertThat(queue.ended).isZero();
    }

    @Test
    void more_messages_than_connections_reach_a_server_that_was_silent_for_long() throws Exception {
        boolean[] silent = {true};
        serve(command -> silent[0] ? SILENCE : reply(command));
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED, TIMEOUT);
        for (int i = 0; i < 15; i++) {
            queue.add("ann@example.org");
        }
        for (int i = 0; i < 2; i++) {
            send(mailer);
        }
        assertThat(queue.delays).hasSize(2 * 15);
        silent[0] = false;
        // On a slow machine a message may take longer than the timeout.
        for (int i = 0; i < 10 && queue.ended < 15; i++) {
            send(mailer);
        }
        assertThat(queue.ended).isEqualTo(15);
        assertThat(received.stream().filter("DATA"::equals)).hasSizeGreaterThanOrEqualTo(15);
    }

    @Test
    void a_temporary_rejection_is_tried_again_and_a_permanent_one_is_not() throws Exception {
        AtomicInteger recipients = new AtomicInteger();
        serve(command -> command.startsWith("RCPT")
                ? (recipients.incrementAndGet() < 3 ? "451" : "550") + " no"
                : reply(command));
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED, LONG_TIMEOUT);
        queue.add("ann@example.org");
        for (int i = 0; i < 4; i++) {
            send(mailer);
        }
        assertThat(recipients).hasValue(3);
        assertThat(queue.ended).isEqualTo(1);
    }

    @Test
    void a_message_waits_while_the_server_rejects_our_credentials_and_ends_after_days() throws Exception {
        serve(command -> command.startsWith("AUTH") ? "535 5.7.8 no" : reply(command));
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED, LONG_TIMEOUT);
        queue.add("ann@example.org");
        send(mailer);
        assertThat(queue.ended).isZero();
        queue.last = true;
        send(mailer);
        assertThat(queue.ended).isEqualTo(1);
    }

    @Test
    void a_link_is_made_when_it_is_mailed_unless_it_was_revoked_before() throws Exception {
        serve(AccountMailerTest::reply);
        AccountMailer mailer = mailer(StartTLSOptions.DISABLED, LONG_TIMEOUT);
        queue.add("ann@example.org");
        queue.revoked = true;
        send(mailer);
        assertThat(received).isEmpty();
        queue.revoked = false;
        send(mailer);
        assertThat(queue.links).hasSize(1);
        String token = received.stream()
                .map(LINK::matcher)
                .filter(Matcher::find)
                .map(link -> link.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(OneTimeLink.hash(token)).isEqualTo(queue.links.get(0).tokenHash);
    }

    @Test
    void an_erased_account_gets_no_message() throws Exception {
        serve(AccountMailerTest::reply);
        queue.add(null, MailTemplate.WEBHOOK_DISABLED, "https://example.org");
        send(mailer(StartTLSOptions.DISABLED, LONG_TIMEOUT));
        assertThat(queue.ended).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    @Test
    void a_server_without_starttls_gets_neither_credentials_nor_a_message() throws Exception {
        serve(AccountMailerTest::reply);
        queue.add("ann@example.org");
        send(mailer(StartTLSOptions.REQUIRED, LONG_TIMEOUT));
        StringBuilder conversation = new StringBuilder();
        for (String line = ""; !line.equals(END); line = received.poll(10, TimeUnit.SECONDS)) {
            conversation.append(line).append('\n');
        }
        assertThat(conversation.toString()).contains("EHLO").doesNotContain("AUTH", "MAIL", "token");
    }

    /** Sends all that waits, as if every delay had passed. */
    private static void send(AccountMailer mailer) {
        mailer.sendDue().await().atMost(Duration.ofSeconds(20));
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

    private AccountMailer mailer(StartTLSOptions startTls, Duration timeout) {
        MailConfig config = new MailConfig(Optional.of("127.0.0.1"), startTls, server.getLocalPort(), timeout);
        return new AccountMailer(new SmtpSender(vertx, config), queue, Clock.systemUTC());
    }

    /** Sender of a mail server that is configured and not reached. */
    static SmtpSender unusedSender() {
        return new SmtpSender(null, new MailConfig(Optional.empty(), null, 0, TIMEOUT)) {
            @Override
            boolean isEnabled() {
                return true;
            }
        };
    }

    /** Queue in memory; what was claimed is due again after a claim that found nothing. */
    private static final class MemoryQueue extends MailQueue {
        private final List<ClaimedMail> waiting = new ArrayList<>();
        private final Set<UUID> claimed = new HashSet<>();
        private final List<Duration> delays = new CopyOnWriteArrayList<>();
        private final List<OneTimeLink> links = new CopyOnWriteArrayList<>();
        private int ended;
        private boolean last;
        private boolean revoked;

        private MemoryQueue() {
            super(null);
        }

        void add(String email) {
            add(email, MailTemplate.PASSWORD_RESET);
        }

        void add(String email, MailTemplate template, String... arguments) {
            waiting.add(new ClaimedMail(UUID.randomUUID(), UUID.randomUUID(), email, template, arguments, 0, false));
        }

        @Override
        synchronized Uni<List<ClaimedMail>> claim(int limit, Duration lease) {
            List<ClaimedMail> due = waiting.stream()
                    .filter(mail -> !claimed.contains(mail.id()))
                    .limit(limit)
                    .toList();
            if (due.isEmpty()) {
                claimed.clear();
            }
            due.forEach(mail -> claimed.add(mail.id()));
            waiting.replaceAll(mail -> due.contains(mail) ? attemptOf(mail) : mail);
            return Uni.createFrom().item(due.stream().map(this::attemptOf).toList());
        }

        private ClaimedMail attemptOf(ClaimedMail mail) {
            return new ClaimedMail(
                    mail.id(),
                    mail.account(),
                    mail.email(),
                    mail.template(),
                    mail.arguments(),
                    mail.attempt() + 1,
                    last);
        }

        @Override
        Uni<Boolean> addLink(ClaimedMail mail, OneTimeLink link) {
            if (!revoked) {
                links.add(link);
            }
            return Uni.createFrom().item(!revoked);
        }

        @Override
        synchronized Uni<Void> end(ClaimedMail mail) {
            ended++;
            waiting.removeIf(other -> other.id().equals(mail.id()));
            return Uni.createFrom().voidItem();
        }

        @Override
        Uni<Void> postpone(ClaimedMail mail, Duration delay) {
            delays.add(delay);
            return Uni.createFrom().voidItem();
        }
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
        MailConfig(Optional<String> host, StartTLSOptions startTls, int port, Duration timeout) {
            this(
                    host,
                    port,
                    Optional.of("user"),
                    Optional.of("secret"),
                    startTls,
                    false,
                    timeout,
                    "no-reply@example.org",
                    "https://example.org");
        }
    }
}
