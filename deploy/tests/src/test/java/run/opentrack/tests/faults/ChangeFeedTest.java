package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.EventStreamClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Follower;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Copies that are kept by changes, beside writers on two replicas and, in a full run, kills of a replica and PostgreSQL. */
@Isolated
class ChangeFeedTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final Duration DURATION = FULL ? Duration.ofSeconds(60) : Duration.ofSeconds(4);
    private static final int RUNS = FULL ? 20 : 1;
    private static final int WRITERS = 8;
    private static final List<String> FILTERS =
            List.of("?country=GUM&country=MNP", "?country=GUM", "?country=MNP&year=2031", "?country=GUM&country=MNP");
    private static final String[] COUNTRIES = {"GUM", "MNP", "ASM"};
    private static final String PATH = "/api/v1/competitions/changes";

    private final Suite suite = TestSuites.faulty().suite();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestAccounts.TestAccount editor = accounts.withGroups("ADMIN_GUM", "ADMIN_MNP", "ADMIN_ASM");
    private final List<ApiClient> replicas = List.of(replica("competition-service"), replica("competition-service-2"));
    /** Ids that may exist. */
    private final Map<String, Boolean> ids = new ConcurrentHashMap<>();

    @Test
    void copies_equal_the_list_byte_for_byte_after_concurrent_writes() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            List<Follower> followers = new ArrayList<>();
            for (int n = 0; n < FILTERS.size(); n++) {
                followers.add(new Follower(replicas.get(n % 2), FILTERS.get(n)));
            }
            AtomicBoolean ended = new AtomicBoolean();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < WRITERS; n++) {
                Random random = new Random(run * 100L + n);
                threads.add(start(failures, () -> {
                    while (!ended.get()) {
                        write(random);
                    }
                }));
            }
            for (Follower follower : followers) {
                Random random = new Random(run);
                threads.add(start(failures, () -> {
                    while (!ended.get()) {
                        followTolerantly(follower, 1 + random.nextInt(40));
                        Eventually.pause(random.nextInt(300));
                    }
                }));
            }
            disturb(DURATION);
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            for (Follower follower : followers) {
                follower.synchronize(500);
                assertThat(follower.restarts()).isZero();
            }
            for (int n = 0; n < followers.size(); n++) {
                assertThat(followers.get(n).copy())
                        .as("copy of " + FILTERS.get(n))
                        .isNotEmpty()
                        .isEqualTo(Follower.listed(replicas.get(0), FILTERS.get(n)));
            }
        }
    }

    private static Thread start(List<Throwable> failures, Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
        thread.start();
        return thread;
    }

    private void disturb(Duration duration) throws InterruptedException {
        if (!FULL) {
            Thread.sleep(duration.toMillis());
            return;
        }
        Thread.sleep(duration.toMillis() / 3);
        Process replica = suite.process("competition-service-2");
        ProcessSignals.kill(replica);
        Thread.sleep(duration.toMillis() / 3);
        ProcessSignals.kill(suite.process("postgres"));
        Thread.sleep(duration.toMillis() / 3);
        Eventually.within(
                90,
                () -> suite.process("competition-service-2") != replica
                        && replicas.get(1).statusOf(PATH + "?since=now") == 200
                        && replicas.get(0).statusOf(PATH + "?since=now") == 200);
    }

    private void write(Random random) {
        ApiClient api = replicas.get(random.nextInt(2));
        try {
            String country = COUNTRIES[random.nextInt(3)];
            String date = (2030 + random.nextInt(3)) + "-0" + (1 + random.nextInt(9)) + "-11";
            List<String> known = List.copyOf(ids.keySet());
            int kind = known.size() < 10 ? 0 : random.nextInt(7);
            String path = kind == 0 ? "" : TestCompetitions.PATH + known.get(random.nextInt(known.size()));
            switch (kind) {
                case 0 -> remember(api.post(TestCompetitions.PATH, TestCompetitions.small(country, date)));
                case 1 -> api.patch(path, Map.of("full_name", TestCompetitions.newName()));
                case 2 -> api.patch(path, Map.of("country_id", country));
                case 3 -> api.patch(path, Map.of("date", date, "finish_date", date));
                case 4 -> api.delete(path);
                case 5 ->
                    api.put(
                            TestCompetitions.PATH + "by-national-id/" + country + "/2031/N-" + random.nextInt(20),
                            Map.of("full_name", TestCompetitions.newName(), "date", "2031-05-11"));
                default ->
                    api.put(path + "/status", Map.of("status", random.nextBoolean() ? "cancelled" : "scheduled"));
            }
        } catch (java.io.UncheckedIOException killed) {
            Eventually.pause(50);
        }
    }

    private void remember(Response created) {
        if (created.status() == 201) {
            ids.put(created.json().get("id").asText(), true);
        }
    }

    private static void followTolerantly(Follower follower, int limit) {
        try {
            follower.synchronize(limit);
        } catch (java.io.UncheckedIOException | AssertionError faulty) {
            // A fault of the suite: the page is read again.
            Eventually.pause(50);
        }
    }

    @Test
    void a_confirmed_write_is_in_the_next_changes_on_every_replica() {
        List<Follower> followers =
                List.of(new Follower(replicas.get(0), "?country=ASM"), new Follower(replicas.get(1), "?country=ASM"));
        followers.forEach(follower -> follower.synchronize(1_000));
        for (int round = 0; round < 20; round++) {
            ApiClient writer = replicas.get(round % 2);
            Follower follower = followers.get((round + 1) % 2);
            String id = writer.post(TestCompetitions.PATH, TestCompetitions.small("ASM", "2033-01-01"))
                    .requireStatus(201)
                    .json()
                    .get("id")
                    .asText();
            follower.synchronize(500);
            assertThat(follower.copy()).containsKey(id);
            writer.delete(TestCompetitions.PATH + id).requireStatus(204);
            follower.synchronize(500);
            assertThat(follower.copy()).doesNotContainKey(id);
        }
    }

    @Test
    void events_arrive_soon_after_the_commit_and_continue_at_the_other_replica() throws Exception {
        ApiClient gateway = editor.api();
        String token =
                gateway.get(PATH + "?country=ASM&since=now").json().get("next").asText();
        EventStreamClient stream = new EventStreamClient(gateway, PATH + "?since=" + token, null);
        List<Long> millis = new ArrayList<>();
        for (int n = 0; n < (FULL ? 300 : 20); n++) {
            createAndAwait(gateway, stream, millis);
        }
        millis.sort(null);
        System.out.printf(
                "commit to event: median %d ms, max %d ms%n",
                millis.get(millis.size() / 2), millis.get(millis.size() - 1));
        assertThat(millis.get(millis.size() * 99 / 100)).isLessThan(FULL ? 500 : 2_000);

        // The replica of the stream ends; the client continues within three seconds.
        AtomicLong start = new AtomicLong();
        for (String name : List.of("competition-service", "competition-service-2")) {
            Process replica = suite.process(name);
            start.set(System.nanoTime());
            ProcessSignals.kill(replica);
            stream = reconnected(gateway, stream);
            assertThat(Duration.ofNanos(System.nanoTime() - start.get())).isLessThan(Duration.ofSeconds(FULL ? 3 : 10));
            createAndAwait(gateway, stream, millis);
            Eventually.within(
                    90,
                    () -> suite.process(name) != replica
                            && ApiClient.on(suite.port(name)).statusOf(TestCompetitions.PATH) == 401);
        }
        stream.close();
    }

    private static void createAndAwait(ApiClient api, EventStreamClient stream, List<Long> millis) {
        Response created = Eventually.retryOnBusy(
                () -> api.post(TestCompetitions.PATH, TestCompetitions.small("ASM", "2033-02-01")));
        long start = System.nanoTime();
        String id = created.requireStatus(201).json().get("id").asText();
        while (!stream.nextPage(10).toString().contains(id)) {
            // An earlier event.
        }
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** The same stream if it was of the other replica; otherwise a new one from its last event. */
    private static EventStreamClient reconnected(ApiClient api, EventStreamClient stream) throws Exception {
        for (int n = 0; n < 50 && !stream.hasEnded(); n++) {
            Eventually.pause(20);
        }
        if (!stream.hasEnded()) {
            return stream;
        }
        while (true) {
            try {
                return new EventStreamClient(api, PATH, stream.lastEventId());
            } catch (AssertionError | java.io.IOException unavailable) {
                Eventually.pause(100);
            }
        }
    }

    private ApiClient replica(String name) {
        return ApiClient.on(suite.port(name)).withToken(editor.token());
    }
}
