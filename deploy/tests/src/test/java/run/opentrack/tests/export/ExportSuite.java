package run.opentrack.tests.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Suite of the export tests: S3 behind a proxy, the nightly run 12 hours away, short intervals and timeouts. */
public final class ExportSuite {
    private static final int MAX_RUN_SECONDS = 900;

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
        return exportRuns().run(body);
    }

    JsonNode awaitEnd(String run) {
        return exportRuns().awaitEnd(run);
    }

    private ExportRuns exportRuns() {
        return new ExportRuns(accounts.superuser(), MAX_RUN_SECONDS);
    }

    /** Two more polls of every replica. */
    void awaitPolls() {
        Eventually.pause(TestSuites.isFullRun() ? 2_500 : 1_300);
    }

    JsonNode runs() {
        return accounts.superuser().get(ExportRuns.PATH).json();
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
