package run.opentrack.tests.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.local.Ports;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Suite of the export tests: S3 behind a proxy, the nightly run 12 hours away, short intervals and timeouts. */
public final class ExportSuite {
    static final String EXPORTS = "/api/v1/exports/";
    public static final int YEAR =
            java.time.LocalDate.now(ZoneId.of("Europe/London")).getYear();

    private static final ExportSuite INSTANCE = new ExportSuite();

    final S3FaultProxy s3Proxy = new S3FaultProxy();
    final Suite suite;
    public final TestAccounts accounts;
    final TestDatabase database;
    private final SuiteFile file;

    private ExportSuite() {
        LocalTime farOff =
                LocalTime.now(ZoneId.of("Europe/London")).plusHours(12).truncatedTo(ChronoUnit.MINUTES);
        suite = TestSuites.dedicated(
                "exports",
                1,
                Map.of(
                        "OPENTRACK_STORE_ENDPOINT",
                        s3Proxy.url(),
                        "OPENTRACK_EXPORT_TIME",
                        farOff.toString(),
                        "OPENTRACK_EXPORT_POLL_INTERVAL",
                        TestSuites.isFullRun() ? "PT1S" : "PT0.5S",
                        "OPENTRACK_EXPORT_CHECK_INTERVAL",
                        "PT1S",
                        "OPENTRACK_EXPORT_LEASE_DURATION",
                        "PT6S",
                        "OPENTRACK_EXPORT_RETRY_AFTER",
                        "PT1S",
                        "QUARKUS_S3_SYNC_CLIENT_SOCKET_TIMEOUT",
                        "PT3S"));
        file = suite.describe();
        s3Proxy.forwardTo(URI.create(file.s3().endpoint()).getPort());
        accounts = new TestAccounts(suite);
        database = new TestDatabase(suite);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            suite.close();
            s3Proxy.close();
        }));
    }

    public static ExportSuite shared() {
        return INSTANCE;
    }

    /** Fetches a published file from the store. */
    public ApiClient.Response published(String name) {
        return ApiClient.at(file.staticUrl()).get("/live/" + name);
    }

    public String staticUrl() {
        return file.staticUrl();
    }

    int managementPort() {
        return suite.config().ports().managementOf(Service.EXPORT);
    }

    int postgresPort() {
        return file.postgres().port();
    }

    /** Starts a run and returns it when it has ended. */
    public JsonNode export(String body) {
        return awaitEnd(start(body));
    }

    /** Starts a run and returns its id. */
    String start(String body) {
        ApiClient.Response[] response = new ApiClient.Response[1];
        Eventually.within(60, () -> {
            response[0] = accounts.superuser().send("POST", EXPORTS, body.getBytes(StandardCharsets.UTF_8));
            return response[0].status() != 409;
        });
        if (response[0].status() != 202) {
            throw new AssertionError("no run: " + response[0]);
        }
        return response[0].json().get("id").asText();
    }

    JsonNode awaitEnd(String run) {
        return awaitEnd(run, 900);
    }

    JsonNode awaitEnd(String run, int seconds) {
        JsonNode[] now = new JsonNode[1];
        Eventually.within(seconds, () -> {
            now[0] = run(run);
            return !now[0].get("status").asText().equals("running");
        });
        return now[0];
    }

    /** Two more polls of every replica. */
    void awaitPolls() {
        Eventually.pause(TestSuites.isFullRun() ? 2_500 : 1_300);
    }

    JsonNode run(String id) {
        return accounts.superuser().get(EXPORTS + id).json();
    }

    JsonNode runs() {
        return accounts.superuser().get(EXPORTS).json();
    }

    /** Starts another export-service process, or one of its commands. */
    Process export(Map<String, String> settings, String... arguments) {
        try {
            Process first = suite.process("export-service");
            ProcessBuilder builder = new ProcessBuilder(first.info().command().orElseThrow());
            builder.command().addAll(List.of(first.info().arguments().orElseThrow()));
            builder.command().addAll(List.of(arguments));
            builder.environment().putAll(environmentOf(first.pid()));
            builder.environment().put("QUARKUS_HTTP_PORT", "" + Ports.freePort());
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", "" + Ports.freePort());
            builder.environment().putAll(settings);
            Path log = Files.createTempFile(suite.config().folder().resolve("log"), "export-", ".log");
            return builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environmentOf(long pid) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String setting :
                Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0")) {
            int equals = setting.indexOf('=');
            environment.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return environment;
    }

    /** Replaces all runs by one of two days ago, so that the nightly run is due. */
    void makeNightlyRunDue() {
        Eventually.within(60, () -> database.queryValue("SELECT count(*) FROM export_run WHERE status = 'running'")
                .equals("0"));
        database.update("DELETE FROM export_run");
        database.update("""
            INSERT INTO export_run (id, status, generation, lease_until, accept_shrink, started_at, finished_at)
            VALUES (gen_random_uuid(), 'succeeded', nextval('export_generation_seq'), now(), false,
                    now() - interval '2 days', now() - interval '2 days')\
            """);
    }
}
