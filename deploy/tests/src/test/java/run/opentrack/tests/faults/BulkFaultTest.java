package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Bulk calls beside each other, beside single writes, and in a replica that is killed. */
@Isolated
class BulkFaultTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final int ITEMS = FULL ? 1_000 : 200;
    private static final int CLIENTS = FULL ? 10 : 4;
    private static final int KILLS = FULL ? 10 : 1;
    private static final Duration MEASURED = FULL ? Duration.ofSeconds(15) : Duration.ofSeconds(1);
    /** Of the promise in a full run; a short one on a busy machine only detects starvation. */
    private static final double MAX_SLOWDOWN = FULL ? 2 : 20;

    private static final double MAX_SLOWDOWN_ELSEWHERE = FULL ? 1.2 : 20;
    private static final String PATH = TestCompetitions.PATH + "bulk";

    private static final AtomicInteger DAYS = new AtomicInteger();

    private final Suite suite = TestSuites.faulty().suite();
    private final TestDatabase database = new TestDatabase(suite);
    private final ApiClient superuser = new TestAccounts(suite).superuser();

    @Test
    void equal_calls_on_two_replicas_create_each_competition_once() {
        List<Map<String, Object>> items = IntStream.range(0, ITEMS)
                .mapToObj(n ->
                        TestCompetitions.small("GRC", LocalDate.of(2032, 1, 1).plusDays(n % 366)))
                .toList();
        List<Supplier<ApiClient.Response>> calls = Collections.nCopies(CLIENTS, () -> superuser.post(PATH, items));
        List<ApiClient.Response> responses = LoadGenerator.simultaneously(calls, () -> superuser.get("/api/v1/ping"));
        int created = 0;
        for (ApiClient.Response response : responses) {
            JsonNode counts = response.requireStatus(200).json().get("counts");
            created += counts.get("created").asInt();
            assertThat(counts.get("created").asInt() + counts.get("duplicate").asInt())
                    .as(counts.toString())
                    .isEqualTo(ITEMS);
        }
        assertThat(created).isEqualTo(ITEMS);
        assertThat(stored("2032")).isEqualTo(ITEMS);
    }

    @Test
    void an_atomic_call_in_a_killed_replica_stores_all_or_nothing() {
        for (int kill = 0; kill < KILLS; kill++) {
            String day = "2033-05-" + (10 + kill);
            List<Map<String, Object>> items = competitions(day, ITEMS);
            Process old = suite.process("competition-service-2");
            ApiClient replica = ApiClient.on(suite.port("competition-service-2"))
                    .withToken(new TestAccounts(suite).superuserToken());
            Thread killer = new Thread(() -> {
                Eventually.pause(20 + (long) (Math.random() * 400));
                ProcessSignals.kill(old);
            });
            killer.start();
            int status = statusOf(replica, items);
            Eventually.within(20, () -> !old.isAlive());
            int stored = stored(day);
            System.out.printf("atomic call in a killed replica: status %d, %d of %d stored%n", status, stored, ITEMS);
            assertThat(stored).isIn(status == 200 ? List.of(ITEMS) : List.of(0, ITEMS));
            Eventually.within(
                    90,
                    () -> suite.process("competition-service-2") != old
                            && ApiClient.on(suite.port("competition-service-2")).statusOf(TestCompetitions.PATH)
                                    == 401);
        }
    }

    /** A write has a transaction id. The first dry runs set hint bits, which are logged. */
    @Test
    void a_dry_run_writes_no_row_and_no_wal() {
        List<Map<String, Object>> items = competitions("2033-08-01", ITEMS);
        items.forEach(item -> item.put("national_id", TestCompetitions.newName()));
        List<Object> upserts = new ArrayList<>(items.subList(0, ITEMS / 2));
        items.subList(ITEMS / 2, ITEMS).forEach(item -> upserts.add(Map.of("op", "upsert", "competition", item)));
        assertThat(statuses(superuser.post(PATH, items.subList(0, 10)))).containsOnly("201");
        Eventually.within(60, () -> {
            String before = written();
            List<String> dry = statuses(superuser.post(PATH + "?dry_run=true", upserts));
            assertThat(dry.subList(0, 10)).containsOnly("409");
            assertThat(dry.subList(10, ITEMS)).containsOnly("201");
            return written().equals(before);
        });
    }

    private static List<String> statuses(ApiClient.Response response) {
        return response.requireStatus(200).json().get("items").findValuesAsText("status");
    }

    /** Next transaction id and end of the log, which each write moves on. */
    private String written() {
        return database.queryValue(
                "SELECT pg_snapshot_xmax(pg_current_snapshot()) || ' ' || pg_current_wal_insert_lsn()");
    }

    @Test
    void single_creates_get_their_turn_beside_bulk_calls() {
        List<Integer> bulk = new ArrayList<>();
        Runnable bulkCall = () -> bulk.add(superuser
                .post(PATH, calendar(ITEMS))
                .requireStatus(200)
                .json()
                .at("/counts/created")
                .asInt());
        measure("GRC", "BGR", bulkCall);
        bulk.clear();
        double[] alone = measure("GRC", "BGR", () -> {});
        double[] beside = measure("GRC", "BGR", bulkCall);
        System.out.printf(
                "p99 of single creates: %.0f ms alone, %.0f ms beside %d bulk calls (%.1f x); in another country %.0f and %.0f ms (%.1f x)%n",
                alone[0], beside[0], bulk.size(), beside[0] / alone[0], alone[1], beside[1], beside[1] / alone[1]);
        assertThat(bulk).isNotEmpty().allMatch(created -> created == ITEMS);
        assertThat(beside[0]).isLessThan(MAX_SLOWDOWN * Math.max(alone[0], 25));
        assertThat(beside[1]).isLessThan(MAX_SLOWDOWN_ELSEWHERE * Math.max(alone[1], 25));
    }

    /** 99th percentiles of single creates in two countries, in milliseconds, while a call is repeated. */
    private double[] measure(String country, String other, Runnable repeated) {
        try (LoadGenerator.Background here = create(country);
                LoadGenerator.Background elsewhere = create(other)) {
            long end = System.nanoTime() + MEASURED.toNanos();
            while (System.nanoTime() < end) {
                repeated.run();
                Eventually.pause(10);
            }
            here.close();
            elsewhere.close();
            assertThat(here.failures()).isEmpty();
            assertThat(elsewhere.failures()).isEmpty();
            return new double[] {percentile(here.millis()), percentile(elsewhere.millis())};
        }
    }

    private LoadGenerator.Background create(String country) {
        return LoadGenerator.start(2, Duration.ofMillis(10), n -> superuser
                .post(TestCompetitions.PATH, TestCompetitions.small(country, day()))
                .requireStatus(201));
    }

    private static double percentile(Collection<Double> millis) {
        return LoadGenerator.percentile(millis, 0.99);
    }

    private static int statusOf(ApiClient replica, List<Map<String, Object>> items) {
        try {
            return replica.post(PATH + "?atomic=true", items).status();
        } catch (java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private static List<Map<String, Object>> competitions(String day, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> TestCompetitions.small("GRC", day))
                .toList();
    }

    /** One of a calendar of two years. */
    private static List<Map<String, Object>> calendar(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> TestCompetitions.small("GRC", day()))
                .toList();
    }

    private static LocalDate day() {
        return LocalDate.of(2034, 1, 1).plusDays(DAYS.getAndIncrement() % 730);
    }

    /** @param day or a part of it, from the year on */
    private int stored(String day) {
        return Integer.parseInt(database.queryValue(
                "SELECT count(*) FROM opentrack.competition WHERE country_id = 'GRC' AND date::text LIKE ?",
                day + "%"));
    }
}
