package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;
import run.opentrack.tests.support.WebhookReceiver;
import run.opentrack.tests.support.WebhookReceiver.Message;

/** Webhooks while senders are killed and receivers fail; {@code -Dopentrack.kills=20} sets another number of kills. */
class WebhookFaultTest {
    private static final String COUNTRY = "VUT";
    private static final int KILLS = Integer.getInteger("opentrack.kills", TestSuites.isFullRun() ? 60 : 1);
    private static final int COMPETITIONS = 8;
    /** Fewer changes a second than are delivered while senders start again. */
    private static final Duration WRITE_PAUSE = Duration.ofMillis(200);

    private final Suite suite = TestSuites.replicated();
    private final ApiClient superuser = new TestAccounts(suite).superuser();
    private final TestWebhooks webhooks = new TestWebhooks(superuser);
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final AtomicInteger numbers = new AtomicInteger();
    private final TestDatabase database = new TestDatabase(suite);
    private final long firstEntry =
            Long.parseLong(database.queryValue("SELECT coalesce(max(id), 0) FROM competition_history"));

    @BeforeEach
    void warmUp() {
        TestWebhooks.warmUp(superuser);
    }

    @AfterEach
    void deleteWebhooks() {
        webhooks.deleteAll();
        receiver.close();
    }

    @Test
    void every_change_is_delivered_in_order_though_senders_are_killed() {
        String webhook = webhooks.create(receiver.url(), List.of("competition.stored"), COUNTRY)
                .activate()
                .id();
        List<String> competitions = createAll();
        Random random = new Random();
        // Some fail at their first attempt, so that retries and other changes overlap; after the second, a retry takes
        // minutes.
        Set<String> attempted = ConcurrentHashMap.newKeySet();
        receiver.respondWith(message -> attempted.add(message.id()) && message.number() % 37 == 0 ? 500 : 204);
        try (var writers = LoadGenerator.start(COMPETITIONS, WRITE_PAUSE, n -> change(competitions.get(n)))) {
            for (int kill = 0; kill < KILLS; kill++) {
                Eventually.pause(300 + random.nextInt(1_000));
                kill(kill % 6 == 1 ? Suite.POSTGRES : kill % 2 == 0 ? "export-service" : "export-service-2");
            }
        }
        // Two attempts lost to kills postpone a delivery by minutes, longer than a lease.
        database.update(
                "UPDATE webhook_delivery SET next_at = now() WHERE endpoint_id = ?::uuid AND next_at > now() + interval '1 minute'",
                webhook);
        Eventually.within(
                120,
                () -> database.queryValue(
                                        "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = ?::uuid AND state = 'pending'",
                                        webhook)
                                .equals("0")
                        && isComplete());
        Map<String, List<String>> delivered = delivered();
        assertThat(delivered).hasSize(COMPETITIONS);
        delivered.forEach((id, cities) -> assertThat(cities).isEqualTo(expected(id)));
        System.out.printf(
                "%d processes killed: %d changes, %d messages%n",
                KILLS, total(), receiver.messages().size());
    }

    private void kill(String process) {
        Process old = suite.process(process);
        ProcessSignals.kill(old);
        Eventually.within(90, () -> suite.process(process) != old && isUp(process));
    }

    @Test
    @FullRun
    void a_receiver_that_failed_for_long_gets_each_event_once_and_in_order() {
        String webhook = webhooks.create(receiver.url(), List.of("competition.stored"), COUNTRY)
                .activate()
                .id();
        List<Message> accepted = new CopyOnWriteArrayList<>();
        AtomicBoolean works = new AtomicBoolean();
        receiver.respondWith(message -> works.get() && accepted.add(message) ? 204 : 500);
        List<String> competitions = createAll();
        for (int n = 0; n < 40; n++) {
            change(competitions.get(n % COMPETITIONS));
        }
        Eventually.within(20, () -> receiver.messages().size() > 5);
        works.set(true);
        // The time of the next attempt, which may be an hour away.
        database.update("UPDATE webhook_delivery SET next_at = now() WHERE endpoint_id = ?::uuid", webhook);
        database.update("UPDATE webhook_endpoint SET next_at = now() WHERE id = ?::uuid", webhook);
        Eventually.within(60, () -> accepted.size() == total());
        Map<String, List<String>> delivered = cities(accepted);
        delivered.forEach((id, cities) -> assertThat(cities).isEqualTo(expected(id)));
        assertThat(accepted).extracting(Message::id).doesNotHaveDuplicates();
    }

    /** Endpoints that do not respond, with more events than all senders have permits. */
    @Test
    @FullRun
    void a_backlog_of_many_endpoints_delays_no_other() {
        String silent = webhooks.create(receiver.url(), List.of("competition.stored"), COUNTRY)
                .activate()
                .id();
        receiver.respondWith(message -> WebhookReceiver.NONE);
        // So many successes are missing that none counts as failing.
        database.update("UPDATE webhook_endpoint SET failures = -1000000 WHERE id::text = ?", silent);
        database.execute("""
                CREATE TEMPORARY TABLE copy ON COMMIT DROP AS
                   SELECT (e).* FROM (SELECT jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid())) AS e
                      FROM webhook_endpoint e, generate_series(1, 150) WHERE id = '%s') copied;
                INSERT INTO webhook_endpoint SELECT * FROM copy;
                INSERT INTO webhook_delivery (id, endpoint_id, event, at, state, next_at)
                   SELECT gen_random_uuid(), id, 'test', now(), 'pending', now() FROM copy, generate_series(1, 50)""".formatted(silent));
        try (WebhookReceiver other = new WebhookReceiver()) {
            new TestWebhooks(new TestAccounts(suite).withGroups().api())
                    .create(other.url(), List.of("competition.stored"), COUNTRY)
                    .activate();
            Eventually.within(30, () -> receiver.messages().size() > 600);
            superuser
                    .post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "2031-06-01"))
                    .requireStatus(201);
            long begin = System.nanoTime();
            other.await(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        } finally {
            database.update("DELETE FROM webhook_endpoint WHERE url = ?", receiver.url());
        }
    }

    private List<String> createAll() {
        return IntStream.range(0, COMPETITIONS)
                .mapToObj(n -> superuser
                        .post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "2031-05-0" + (n + 1)))
                        .requireStatus(201)
                        .json()
                        .get("id")
                        .asText())
                .toList();
    }

    /** Changes a competition; while the database is down, that may fail. */
    private void change(String competition) {
        String city = "City " + numbers.incrementAndGet();
        try {
            superuser.patch(TestCompetitions.PATH + competition, Map.of("city", city));
        } catch (UncheckedIOException e) {
            // Written or not, as the history tells.
        }
    }

    private boolean isUp(String process) {
        return process.equals(Suite.POSTGRES)
                ? superuser.statusOf("/api/v1/exports/") == 200
                : ApiClient.on(suite.port(process)).statusOf("/api/v1/exports/") == 401;
    }

    private int total() {
        return Integer.parseInt(database.queryValue(
                "SELECT count(*) FROM competition_history h JOIN competition c ON c.id = h.competition_id"
                        + " WHERE c.country_id = ? AND h.id > ?",
                COUNTRY,
                firstEntry));
    }

    private boolean isComplete() {
        return receiver.messages().stream().map(Message::id).distinct().count() == 1 + total();
    }

    /** Cities of a competition, in the order of its history. */
    private List<String> expected(String competition) {
        return database
                .query(
                        "SELECT CASE action WHEN 'created' THEN 'first' ELSE changes::json -> 'city' ->> 'new' END"
                                + " FROM competition_history WHERE competition_id = ?::uuid ORDER BY id",
                        competition)
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** Cities of each competition, in the order in which the receiver got each message first. */
    private Map<String, List<String>> delivered() {
        Map<String, Message> first = new LinkedHashMap<>();
        receiver.messages().stream()
                .filter(message -> message.type().equals("competition.stored"))
                .forEach(message -> first.putIfAbsent(message.id(), message));
        return cities(first.values());
    }

    private static Map<String, List<String>> cities(Collection<Message> messages) {
        Map<String, List<String>> cities = new LinkedHashMap<>();
        messages.forEach(message -> cities.computeIfAbsent(message.subject(), id -> new ArrayList<>())
                .add(
                        message.data().has("changed")
                                ? message.data().get("competition").get("city").asText()
                                : "first"));
        return cities;
    }
}
