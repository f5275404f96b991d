package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestSuites;

/**
 * Copies that are kept by changes, beside writers on two replicas and, in a full run, kills of a replica and PostgreSQL;
 * {@code -Dopentrack.runs=5} sets another number of runs.
 */
@Isolated
class ChangeFeedTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final Duration DURATION = FULL ? Duration.ofSeconds(60) : Duration.ofSeconds(4);
    private static final int RUNS = Integer.getInteger("opentrack.runs", FULL ? 20 : 1);
    private static final int WRITERS = 8;
    private static final List<String> FILTERS =
            List.of("?country=GUM&country=MNP", "?country=GUM", "?country=MNP&year=2031", "");
    private static final String[] COUNTRIES = {"GUM", "MNP", "ASM"};
    private static final String PATH = "/api/v1/competitions/changes";
    private static final String REDACTIONS = "/api/v1/competitions/redactions";
    private static final List<String> KINDS = List.of(
            "create", "rename", "country", "date", "delete", "upsert", "status", "override", "merge", "redaction");
    /** A redaction reads all competitions of its countries, so that few are in a run. */
    private static final int WRITES_PER_REDACTION = 200;

    private static final int STREAMS = 4;
    /** A machine that runs other tests beside this one takes longer. */
    private static final Duration MAX_GAP = FULL ? Duration.ofSeconds(3) : Duration.ofSeconds(8);

    private final Suite suite = TestSuites.faulty().suite();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestAccounts.TestAccount editor = accounts.withGroups("ADMIN_GUM", "ADMIN_MNP", "ADMIN_ASM");
    private final List<ApiClient> replicas = List.of(replica("competition-service"), replica("competition-service-2"));
    /** Ids that may exist. */
    private final Map<String, Boolean> ids = new ConcurrentHashMap<>();
    /** Kind to the number of writes that succeeded. */
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    /** Paths of redactions that are to be finished. */
    private final Set<String> redactions = ConcurrentHashMap.newKeySet();

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
            redact(replicas.get(run % 2), "GUM", "2031-05-12");
            disturb(DURATION);
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            awaitRedactions();
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
            System.out.printf("run %d of %d: %s%n", run + 1, RUNS, written);
        }
        assertThat(written).as("kinds of writes that succeeded").containsOnlyKeys(KINDS);
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
            if (random.nextInt(WRITES_PER_REDACTION) == 0) {
                redact(api, country, date);
                return;
            }
            String kind = known.size() < 10 ? "create" : KINDS.get(random.nextInt(KINDS.size() - 1));
            String path = known.isEmpty() ? "" : TestCompetitions.PATH + known.get(random.nextInt(known.size()));
            Response response =
                    switch (kind) {
                        case "create" ->
                            remember(api.post(TestCompetitions.PATH, TestCompetitions.small(country, date)));
                        case "rename" -> api.patch(path, Map.of("full_name", TestCompetitions.newName()));
                        case "country" -> api.patch(path, Map.of("country_id", country));
                        case "date" -> api.patch(path, Map.of("date", date, "finish_date", date));
                        case "delete" -> api.delete(path);
                        case "upsert" ->
                            api.put(
                                    TestCompetitions.PATH + "by-national-id/" + country + "/2031/N-"
                                            + random.nextInt(20),
                                    Map.of("full_name", TestCompetitions.newName(), "date", "2031-05-11"));
                        case "status" ->
                            api.put(
                                    path + "/status",
                                    Map.of("status", random.nextBoolean() ? "cancelled" : "scheduled"));
                        case "merge" -> merge(api, country);
                        default -> override(api, path);
                    };
            count(kind, response);
        } catch (java.io.UncheckedIOException killed) {
            Eventually.pause(50);
        }
    }

    private void count(String kind, Response response) {
        if (response != null && response.status() < 300) {
            written.merge(kind, 1, Integer::sum);
        }
    }

    /** Creates a competition with the name, date and country of another one. */
    private Response override(ApiClient api, String path) {
        Response existing = api.get(path);
        if (existing.status() != 200) {
            return existing;
        }
        Map<String, Object> body = new HashMap<>();
        for (String member : List.of("full_name", "country_id", "date")) {
            body.put(member, existing.json().get(member).asText());
        }
        Response duplicate = api.post(TestCompetitions.PATH, body);
        if (duplicate.status() != 409) {
            return duplicate;
        }
        String token = duplicate.json().at("/detail/override_token").asText();
        return remember(api.post(TestCompetitions.PATH, TestCompetitions.with(body, "override_token", token)));
    }

    /** Merges a pair that an override has made; null if there is none. */
    private static Response merge(ApiClient api, String country) {
        JsonNode pairs = api.get(TestDuplicates.PATH + "?state=open&limit=1&country=" + country)
                .json();
        if (!pairs.has(0)) {
            return null;
        }
        String keep = pairs.at("/0/competitions/0/id").asText();
        return TestDuplicates.merge(api, pairs.get(0), keep);
    }

    /** Creates a competition with an address, and has the address removed. */
    private void redact(ApiClient api, String country, String date) {
        String address = "r" + UUID.randomUUID() + "@example.org";
        Map<String, Object> body =
                TestCompetitions.with(TestCompetitions.small(country, date), "contact_details", "Ask " + address);
        remember(api.post(TestCompetitions.PATH, body));
        Response requested = Eventually.retryOnBusy(() -> api.post(REDACTIONS, Map.of("email", address)));
        if (requested.status() == 202) {
            redactions.add(requested.header("Location"));
        }
        count("redaction", requested);
    }

    private void awaitRedactions() {
        Eventually.within(180, () -> {
            redactions.removeIf(
                    path -> !replicas.get(0).get(path).json().get("finished_at").isNull());
            return redactions.isEmpty();
        });
    }

    private Response remember(Response created) {
        if (created.status() == 201) {
            ids.put(created.json().get("id").asText(), true);
        }
        return created;
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
                List.of(new Follower(replicas.get(0), "?country=ASM"), new Follower(replicas.get(1), ""));
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
    void events_arrive_soon_after_the_commit() throws Exception {
        ApiClient gateway = editor.api();
        List<Long> millis = new ArrayList<>();
        try (EventStreamClient stream = new EventStreamClient(gateway, PATH + "?country=ASM&since=now", null)) {
            for (int n = 0; n < (FULL ? 300 : 20); n++) {
                String id = create(gateway);
                long start = System.nanoTime();
                assertThat(awaitEvent(gateway, stream, id)).isSameAs(stream);
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
        }
        millis.sort(null);
        System.out.printf(
                "commit to event: median %d ms, max %d ms%n",
                millis.get(millis.size() / 2), millis.get(millis.size() - 1));
        assertThat(millis.get(millis.size() * 99 / 100)).isLessThan(FULL ? 500 : 2_000);
    }

    /** From the end of a replica, by SIGKILL and SIGTERM, until a change made after it has come by every stream. */
    @Test
    void streams_continue_at_the_other_replica_and_miss_no_change() throws Exception {
        ApiClient gateway = editor.api();
        List<EventStreamClient> streams = new ArrayList<>();
        for (int n = 0; n < STREAMS; n++) {
            streams.add(new EventStreamClient(gateway, PATH + "?country=ASM&since=now", null));
        }
        List<Duration> gaps = new ArrayList<>();
        for (int turn = 0; turn < (FULL ? 4 : 2); turn++) {
            Consumer<Process> end = turn % 3 == 0 ? ProcessSignals::kill : Process::destroy;
            String name = turn % 2 == 0 ? "competition-service" : "competition-service-2";
            Process replica = suite.process(name);
            List<EventStreamClient> before = List.copyOf(streams);
            long start = System.nanoTime();
            end.accept(replica);
            String id = create(gateway);
            for (int n = 0; n < STREAMS; n++) {
                streams.set(n, awaitEvent(gateway, streams.get(n), id));
            }
            gaps.add(Duration.ofNanos(System.nanoTime() - start));
            assertThat(streams).as("a stream was of the replica").isNotEqualTo(before);
            Eventually.within(
                    90,
                    () -> suite.process(name) != replica
                            && ApiClient.on(suite.port(name)).statusOf(TestCompetitions.PATH) == 401);
        }
        for (EventStreamClient stream : streams) {
            stream.close();
        }
        System.out.println("end of a replica to event: " + gaps);
        assertThat(gaps).allMatch(gap -> gap.compareTo(MAX_GAP) < 0);
    }

    private static String create(ApiClient api) {
        Response[] created = new Response[1];
        Eventually.within(10, () -> {
            created[0] = api.post(TestCompetitions.PATH, TestCompetitions.small("ASM", "2033-02-01"));
            return created[0].status() == 201;
        });
        return created[0].json().get("id").asText();
    }

    /** Reads until the event of a competition. A stream that has ended is resumed from its last event; returns the last one. */
    private static EventStreamClient awaitEvent(ApiClient api, EventStreamClient first, String id) {
        EventStreamClient stream = first;
        JsonNode page = stream.nextPage(10);
        while (page == null || !page.toString().contains(id)) {
            stream = page == null ? reconnected(api, stream.lastEventId()) : stream;
            page = stream.nextPage(10);
        }
        return stream;
    }

    private static EventStreamClient reconnected(ApiClient api, String lastEventId) {
        EventStreamClient[] opened = new EventStreamClient[1];
        Eventually.within(30, () -> {
            try {
                opened[0] = new EventStreamClient(api, PATH, lastEventId);
                return true;
            } catch (AssertionError | java.io.IOException unavailable) {
                return false;
            }
        });
        return opened[0];
    }

    private ApiClient replica(String name) {
        return ApiClient.on(suite.port(name)).withToken(editor.token());
    }
}
