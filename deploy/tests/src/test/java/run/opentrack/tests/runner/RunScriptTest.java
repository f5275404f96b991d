package run.opentrack.tests.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestSuites;

/** Life cycle of {@code deploy/run.sh --demo}: demo data, crashes, shutdown and second start. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ConcurrentClass
class RunScriptTest {
    private static final List<String> SERVICES =
            List.of("auth-service", "competition-service", "export-service", "gateway");
    /** The promise is 20 s on two idle cores. */
    private static final Duration MAX_SECOND_START = Duration.ofSeconds(TestSuites.isFullRun() ? 20 : 60);

    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;

    private static Map<String, String> ports;
    private static RunScript run;

    @BeforeAll
    static void firstStart() {
        ports = StartupFailureTest.freePorts();
        run = RunScript.start(folder, ports, "--demo");
        run.awaitBanner(Duration.ofSeconds(300));
    }

    @AfterAll
    static void end() {
        run.close();
    }

    @Test
    @Order(1)
    void banner_and_suite_json_contain_all_addresses() {
        JsonNode suite = run.suiteFile();
        assertThat(suite.fieldNames())
                .toIterable()
                .containsExactly("gateway_url", "static_url", "s3", "postgres", "superuser", "processes");
        assertThat(suite.get("s3").fieldNames())
                .toIterable()
                .containsExactly("endpoint", "bucket", "access_key", "secret_key");
        assertThat(suite.get("postgres").fieldNames())
                .toIterable()
                .containsExactly("host", "port", "database", "user", "password");
        assertThat(suite.get("processes").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "postgres", "s3", "auth-service", "competition-service", "export-service", "gateway");
        assertThat(run.output())
                .contains(
                        suite.get("gateway_url").asText(),
                        suite.get("static_url").asText(),
                        suite.get("superuser").get("email").asText(),
                        suite.get("superuser").get("password").asText(),
                        folder.toString(),
                        "curl " + suite.get("gateway_url").asText() + "/api/v1/ping/");
    }

    @Test
    @Order(2)
    void demo_loads_hundreds_of_competitions_in_many_countries_and_publishes_them() {
        JsonNode competitions = superuser().get("/api/v1/competitions/").json();
        Set<String> countries = new HashSet<>();
        Map<Integer, Integer> years = new TreeMap<>();
        competitions.forEach(competition -> {
            countries.add(competition.get("country_id").asText());
            years.merge(competition.get("year").asInt(), 1, Integer::sum);
        });
        assertThat(run.output())
                .as("log of export-service: %s", run.log("export-service"))
                .contains(competitions.size() + " competitions registered\n", "the export succeeded");
        assertThat(countries).hasSizeGreaterThanOrEqualTo(20);
        int thisYear = java.time.Year.now().getValue();
        assertThat(years.keySet()).containsExactly(thisYear, thisYear + 1);
        assertThat(years.values()).allMatch(many -> many >= 100);
        ApiClient.Response file = published("european_calendar_" + thisYear + ".json");
        assertThat(file.json()).hasSizeGreaterThan(100);
    }

    @Test
    @Order(3)
    void database_flushes_what_it_confirms() throws Exception {
        JsonNode postgres = run.suiteFile().get("postgres");
        String url = "jdbc:postgresql://" + postgres.get("host").asText() + ":"
                + postgres.get("port").asInt() + "/" + postgres.get("database").asText();
        String user = postgres.get("user").asText();
        try (var connection = java.sql.DriverManager.getConnection(
                        url, user, postgres.get("password").asText());
                var statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                try (var shown = statement.executeQuery("SHOW " + setting)) {
                    shown.next();
                    assertThat(shown.getString(1)).as(setting).isEqualTo("on");
                }
            }
        }
    }

    @Test
    @Order(4)
    void files_are_served_while_all_processes_are_killed_and_the_killed_ones_restart() {
        String name = "domestic_calendar_FRA_" + java.time.Year.now().getValue() + ".json";
        byte[] before = published(name).bytes();
        Map<String, Long> pids = new TreeMap<>();
        SERVICES.forEach(part -> pids.put(part, run.pid(part)));
        pids.put("postgres", run.pid("postgres"));
        pids.values().forEach(pid -> RunScript.kill("-KILL", "" + pid));
        long killed = System.nanoTime();
        RunScript.await(Duration.ofSeconds(5), () -> pids.keySet().stream().noneMatch(part -> isUnchanged(part, pids)));
        Duration noted = Duration.ofNanos(System.nanoTime() - killed);
        assertThat(isGatewayUp()).as("the gateway is down").isFalse();
        assertThat(published(name).bytes()).isEqualTo(before);
        assertThat(isGatewayUp()).as("the gateway is still down").isFalse();
        assertThat(noted).isLessThan(Duration.ofSeconds(TestSuites.isFullRun() ? 1 : 5));
        RunScript.await(Duration.ofSeconds(90), () -> isGatewayUp() && isApiUp());
        assertThat(isApiUp()).as("all are back").isTrue();
    }

    @Test
    @Order(5)
    void ctrl_c_stops_everything() {
        List<Long> pids = pids();
        run.interruptGroup();
        assertThat(run.awaitEnd()).isIn(0, 130);
        assertThat(pids.stream().filter(pid -> ProcessHandle.of(pid).isPresent()))
                .isEmpty();
        assertThat(folder.resolve("suite.json")).doesNotExist();
    }

    @Test
    @Order(6)
    void second_start_is_quick_and_keeps_the_data() {
        run = RunScript.start(folder, ports);
        Duration took = run.awaitBanner(TIMEOUT);
        for (int attempt = 1; attempt < 3 && took.compareTo(MAX_SECOND_START) > 0; attempt++) {
            run.close();
            run = RunScript.start(folder, ports);
            took = run.awaitBanner(TIMEOUT);
        }
        System.out.println("second start of run.sh: " + took.toMillis() + " ms");
        assertThat(took).isLessThanOrEqualTo(MAX_SECOND_START);
        assertThat(run.output()).contains("the schema is up to date");
        assertThat(superuser().get("/api/v1/competitions/").json()).hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    @Order(7)
    void sigterm_stops_everything() {
        List<Long> pids = pids();
        run.terminate();
        assertThat(run.awaitEnd()).isIn(0, 143);
        assertThat(pids.stream().filter(pid -> ProcessHandle.of(pid).isPresent()))
                .isEmpty();
    }

    private static ApiClient superuser() {
        JsonNode suite = run.suiteFile();
        ApiClient anonymous = ApiClient.at(suite.get("gateway_url").asText());
        Map<String, String> credentials = Map.of(
                "username", suite.at("/superuser/email").asText(),
                "password", suite.at("/superuser/password").asText());
        ApiClient.Response[] token = new ApiClient.Response[1];
        // A busy machine answers logins with 503.
        Eventually.within(30, () -> {
            token[0] = anonymous.form("/api/v1/auth/token", credentials);
            return token[0].status() == 200;
        });
        return anonymous.withToken(token[0].json().get("access_token").asText());
    }

    private static ApiClient.Response published(String name) {
        return ApiClient.at(run.suiteFile().get("static_url").asText()).get("/live/euroath/" + name);
    }

    private static boolean isUnchanged(String part, Map<String, Long> pids) {
        return run.pid(part) == pids.get(part);
    }

    private static boolean isApiUp() {
        try {
            return superuser().get("/api/v1/exports/").status() == 200;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static boolean isGatewayUp() {
        int port = URI.create(run.suiteFile().get("gateway_url").asText()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Long> pids() {
        return java.util.stream.StreamSupport.stream(
                        run.suiteFile().get("processes").spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }
}
