package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promise B10: clients that disconnect at any moment leak no database connection. */
class ClientDisconnectTest {
    private static final int DISCONNECTS = TestSuites.isFullRun() ? 500 : 50;
    private static final int CALLERS = 10;
    private static final int POOLS = 2 * 20;
    private static final int LONG_LISTS = 2 * 5;
    /** No other test uses Bouvet Island. */
    private static final String COUNTRY = "BVT";

    private static final List<String> COUNTRIES = List.of("EST", "LVA", "LTU", "FIN", "SWE", "NOR", "DNK");

    private static final int ROWS = 3_000;
    private static final int MAX_BYTES_READ = 500_000;

    /** A service whose connection pool is checked. */
    enum TargetPool {
        COMPETITION("competition_service", "competition", TestCompetitions.PATH + "?slug=none", POOLS + LONG_LISTS),
        AUTH("auth_service", "account", "/api/v1/auth/me", POOLS);

        private final String user;
        private final String table;
        private final String read;
        private final int maxConnections;

        TargetPool(String user, String table, String read, int most) {
            this.user = user;
            this.table = table;
            this.read = read;
            this.maxConnections = most;
        }
    }

    private final Suite suite = TestSuites.faulty().suite();
    private final String token = new TestAccounts(suite).superuserToken();
    private final ApiClient superuser = new TestAccounts(suite).anonymous().withToken(token);
    private final TestDatabase database = new TestDatabase(suite);
    private final OperationLog history = new OperationLog();
    private final Random random = new Random(10);
    private String changed;

    /** Inserts enough rows for a list that is still being sent when its reader disconnects. */
    @BeforeEach
    void longList() {
        Map<String, Object> first = TestCompetitions.small(COUNTRY, "1899-12-31");
        first.put("basic_description", "x".repeat(2_000));
        changed = CompetitionCopies.of(superuser, database, first, ROWS);
    }

    @AfterEach
    void noLongList() {
        CompetitionCopies.remove(database, COUNTRY);
    }

    @Test
    void b10_disconnecting_clients_leak_no_connection_even_when_the_pool_is_full() throws SQLException {
        long begin = System.nanoTime();
        disconnect(DISCONNECTS / 2);
        for (TargetPool pool : TargetPool.values()) {
            try (Connection holder = hold(pool)) {
                disconnect(DISCONNECTS / 8);
                fill(pool);
                disconnect(DISCONNECTS / 8);
            }
        }
        System.out.printf("disconnected from %d requests in %.1f s%n", DISCONNECTS, since(begin));
        Eventually.within(5, () -> count("state LIKE 'idle in transaction%'") == 0);
        for (TargetPool pool : TargetPool.values()) {
            try (Connection holder = hold(pool)) {
                fill(pool);
            }
            assertThat(connections(pool)).isLessThanOrEqualTo(pool.maxConnections);
        }
        requireGoodResponses();
        ConsistencyChecker.check(history, suite);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void requireGoodResponses() {
        List<Integer> statuses =
                LoadGenerator.run(100, CALLERS, i -> responseTo(i).status());
        assertThat(statuses).hasSize(100).containsOnly(200, 201);
    }

    private Response responseTo(int number) {
        return switch (number % 4) {
            case 0 -> superuser.get(TestCompetitions.PATH + "?country=" + COUNTRY + "&limit=100");
            case 1 -> superuser.get("/api/v1/auth/me");
            default -> superuser.post(TestCompetitions.PATH, TestCompetitions.small(COUNTRIES.get(0), "2031-02-01"));
        };
    }

    /**
     * Occupies every connection of a pool, with as many clients waiting, and disconnects all. Waiting clients get 503
     * after two seconds, so that several waves are needed on a busy machine.
     */
    private void fill(TargetPool pool) {
        Set<String> had = new HashSet<>();
        for (int wave = 0; wave < 5 && had.size() < POOLS; wave++) {
            List<RawSocket> clients = Stream.generate(() -> RawSocket.to(gateway()))
                    .limit(2 * POOLS)
                    .toList();
            clients.forEach(client -> client.send(request("GET", pool.read, "")));
            long end = System.nanoTime() + 2_000_000_000L;
            while (had.size() < POOLS && System.nanoTime() < end) {
                Eventually.pause(20);
                had.addAll(waiting(pool));
            }
            clients.forEach(RawSocket::close);
        }
        assertThat(had).as("available connections of " + pool).hasSizeGreaterThanOrEqualTo(POOLS);
    }

    /** Locks a table until the result is closed. */
    private Connection hold(TargetPool pool) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        holder.createStatement().execute("LOCK TABLE " + pool.table + " IN ACCESS EXCLUSIVE MODE");
        return holder;
    }

    private void disconnect(int count) {
        LoadGenerator.run(count, CALLERS, number -> {
            disconnectOnce(number);
            return number;
        });
    }

    private void disconnectOnce(int number) {
        String name = null;
        String request;
        switch (number % 5) {
            case 0 -> request = request("GET", TestCompetitions.PATH + "?country=" + COUNTRY, "");
            case 1 -> request = request("GET", "/api/v1/auth/me", "");
            case 2 -> request = request("PATCH", TestCompetitions.PATH + changed, "{\"city\":\"" + number + "\"}");
            default -> {
                Map<String, Object> competition =
                        TestCompetitions.small(COUNTRIES.get(number % COUNTRIES.size()), "2031-01-01");
                name = (String) competition.get("full_name");
                request = request(
                        "POST", TestCompetitions.PATH, new String(Json.bytes(competition), StandardCharsets.UTF_8));
            }
        }
        long begin = System.nanoTime();
        RawSocket client = RawSocket.to(gateway());
        cut(client, request);
        if (name != null) {
            history.addDisconnected(name, begin);
        }
    }

    /** Disconnects while sending, waiting or reading; by FIN or RST. */
    private void cut(RawSocket client, String request) {
        switch (random.nextInt(3)) {
            case 0 -> client.send(request.substring(0, random.nextInt(request.length())));
            case 1 -> {
                client.send(request);
                Eventually.pause(random.nextInt(60));
            }
            default -> {
                client.send(request);
                client.read(1 + random.nextInt(MAX_BYTES_READ), 100);
            }
        }
        if (random.nextBoolean()) {
            client.close();
        } else {
            client.reset();
        }
    }

    private String request(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private int gateway() {
        return suite.port(Service.GATEWAY.folder());
    }

    private List<String> waiting(TargetPool pool) {
        return database
                .query("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = ?", pool.user)
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private long connections(TargetPool pool) {
        return count("usename = '" + pool.user + "'");
    }

    private long count(String condition) {
        return Long.parseLong(database.queryValue("SELECT count(*) FROM pg_stat_activity WHERE " + condition));
    }
}
