package run.opentrack.tests.export;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.export.ExportSuite.YEAR;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Ports;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.faults.ProcessSignals;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.FaultProxy;
import run.opentrack.tests.support.ServiceMetrics;
import run.opentrack.tests.support.StubUpstream;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;
import run.opentrack.tests.support.WebhookReceiver;

/** Runs of several replicas and commands: leases, takeover, late writes, failing S3 and database. */
@ConcurrentClass(suite = "exports")
@Order(1)
class ExportRunTest {
    private static final ExportSuite EXPORTS = ExportSuite.shared();
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final String NORWAY = "euroath/domestic_calendar_NOR_" + YEAR + ".json";
    private static final int MAX_SECONDS = 120;

    private final ApiClient superuser = EXPORTS.accounts.superuser();
    private final List<Process> otherReplicas = new ArrayList<>();

    @AfterEach
    void stopOtherReplicas() throws InterruptedException {
        EXPORTS.s3Proxy.clearFault();
        for (Process process : otherReplicas) {
            process.destroyForcibly().waitFor();
        }
    }

    private void changeCompetition() {
        Map<String, Object> competition = TestCompetitions.small("NOR", YEAR + "-11-11");
        Eventually.retryOnBusy(() -> superuser.post(TestCompetitions.PATH, competition))
                .requireStatus(201);
    }

    private String listed() {
        return superuser
                .get(TestCompetitions.PATH + "?country=NOR&year=" + YEAR)
                .text();
    }

    private Process start(Map<String, String> settings, String... arguments) {
        Process process = EXPORTS.export(settings, arguments);
        otherReplicas.add(process);
        return process;
    }

    private void startReplica(Map<String, String> settings) {
        int management = Ports.freePort();
        Map<String, String> own = new HashMap<>(settings);
        own.put("QUARKUS_MANAGEMENT_PORT", "" + management);
        start(own);
        ApiClient replica = ApiClient.on(management);
        Eventually.within(MAX_SECONDS, () -> replica.statusOf("/q/health/ready") == 200);
    }

    private interface ThrowingAction {
        void run() throws Exception;
    }

    /** Runs an action while the suite's own replica is stopped. */
    private static void withoutOwnReplica(ThrowingAction deed) throws Exception {
        Process own = EXPORTS.suite.process("export-service");
        ProcessSignals.stop(own);
        try {
            deed.run();
        } finally {
            ProcessSignals.resume(own);
        }
    }

    private JsonNode newest() {
        return EXPORTS.runs().get(0);
    }

    @Test
    void a_missed_nightly_run_is_made_up_for_once_and_each_file_is_put_once_a_night_despite_clock_skew()
            throws Exception {
        EXPORTS.export("{\"accept_shrink\": true}");
        changeCompetition();
        withoutOwnReplica(() -> {
            EXPORTS.makeNightlyRunDue();
            int more = TestSuites.isFullRun() ? 4 : 1;
            for (int n = 0; n < more; n++) {
                startReplica(Files.exists(FAKETIME) ? skewedClock(n % 2 == 0 ? "+30s" : "-30s") : Map.of());
            }
            Eventually.within(MAX_SECONDS, () -> succeededNightlyRuns().equals("1"));
        });
        EXPORTS.awaitPolls();
        assertThat(succeededNightlyRuns()).isEqualTo("1");
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(listed());
        int nights = TestSuites.isFullRun() ? 20 : 1;
        for (int night = 0; night < nights; night++) {
            changeCompetition();
            EXPORTS.s3Proxy.clearPuts();
            EXPORTS.makeNightlyRunDue();
            Eventually.within(MAX_SECONDS, () -> succeededNightlyRuns().equals("1"));
            EXPORTS.awaitPolls();
            assertThat(EXPORTS.runs()).hasSize(2);
            List<String> puts = EXPORTS.s3Proxy.puts();
            assertThat(puts).doesNotHaveDuplicates().contains("/calendars/live/" + NORWAY);
            assertThat(Set.copyOf(puts)).isEqualTo(written(newest()));
        }
    }

    /** Environment that shifts the wall clock only; the monotonic fix would make timed waits of a JVM spin. */
    private static Map<String, String> skewedClock(String by) {
        return Map.of(
                "LD_PRELOAD",
                FAKETIME.toString(),
                "FAKETIME",
                by,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    private static String succeededNightlyRuns() {
        return EXPORTS.database.queryValue(
                "SELECT count(*) FROM export_run WHERE night IS NOT NULL AND status <> 'running'");
    }

    private static Set<String> written(JsonNode run) {
        Set<String> written = new HashSet<>();
        run.get("files").forEach(file -> {
            if (file.get("action").asText().equals("written")) {
                written.add("/calendars/live/" + file.get("name").asText());
            }
        });
        return written;
    }

    @Test
    void the_end_of_a_run_is_sent_to_webhooks_of_enabled_accounts() {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            TestAccounts.TestAccount disabled = EXPORTS.accounts.withGroups();
            TestWebhooks.TestWebhook ofDisabled = new TestWebhooks(disabled.api())
                    .create(receiver.url(), List.of("export.finished"))
                    .activate();
            TestDatabase database = new TestDatabase(EXPORTS.suite);
            database.update("UPDATE account SET enabled = false WHERE id = ?", disabled.id());
            TestWebhooks.TestWebhook webhook = new TestWebhooks(superuser)
                    .create(receiver.url(), List.of("export.finished"))
                    .activate();
            JsonNode run = EXPORTS.export("{\"accept_shrink\": true}");
            JsonNode event = receiver.await(3).get(2).json();
            assertThat(event.get("type").asText()).isEqualTo("export.finished");
            assertThat(event.get("data").get("id")).isEqualTo(run.get("id"));
            assertThat(event.get("data").get("status")).isEqualTo(run.get("status"));
            assertThat(database.query(
                            "SELECT event FROM webhook_delivery WHERE endpoint_id::text = ?", ofDisabled.id()))
                    .containsExactly(List.of("ping"));
            webhook.delete();
        }
    }

    @Test
    void another_replica_finishes_the_run_of_a_killed_one() throws Exception {
        changeCompetition();
        EXPORTS.s3Proxy.clearPuts();
        S3FaultProxy.PausedPut paused = EXPORTS.s3Proxy.pauseNextPut("domestic_calendar_NOR_" + YEAR + ".ics");
        Process leader = start(Map.of(), "export");
        assertThat(paused.reached().await(120, TimeUnit.SECONDS)).isTrue();
        String run = newest().get("id").asText();
        long begin = System.nanoTime();
        leader.destroyForcibly().waitFor();
        paused.resume();
        JsonNode ended = EXPORTS.awaitEnd(run);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(MAX_SECONDS));
        assertThat(ended.get("status").asText()).isEqualTo("succeeded");
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(listed());
        // The file of the killed replica was found unchanged.
        assertThat(EXPORTS.s3Proxy.puts().stream().filter(put -> put.endsWith(NORWAY)))
                .hasSize(1);
        for (JsonNode file : EXPORTS.published("euroath/index.json").json().get("files")) {
            EXPORTS.published(file.get("name").asText()).requireStatus(200);
        }
    }

    @Test
    void a_late_put_of_a_stopped_replica_does_not_replace_the_newer_file() throws Exception {
        changeCompetition();
        S3FaultProxy.PausedPut paused = EXPORTS.s3Proxy.pauseNextPut(NORWAY);
        Process leader = start(Map.of(), "export");
        assertThat(paused.reached().await(120, TimeUnit.SECONDS)).isTrue();
        String run = newest().get("id").asText();
        // Waits until its request has been sent completely.
        Thread.sleep(500);
        ProcessSignals.stop(leader);
        changeCompetition();
        assertThat(EXPORTS.awaitEnd(run).get("status").asText()).isEqualTo("succeeded");
        String newer = listed();
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(newer);
        paused.resume();
        ProcessSignals.resume(leader);
        assertThat(leader.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(newer);
        assertThat(newest().get("status").asText()).isEqualTo("succeeded");
    }

    /** The upload of a killed replica is received after the next one has found the file unchanged. */
    @Test
    void an_upload_that_is_received_after_the_run_is_corrected() throws Exception {
        EXPORTS.export("{}");
        String id = superuser
                .post(TestCompetitions.PATH, TestCompetitions.small("NOR", YEAR + "-11-12"))
                .json()
                .get("id")
                .asText();
        S3FaultProxy.PausedPut paused = EXPORTS.s3Proxy.pauseNextPut(NORWAY);
        Process leader = start(Map.of(), "export");
        assertThat(paused.reached().await(120, TimeUnit.SECONDS)).isTrue();
        String run = newest().get("id").asText();
        // Waits until its request has been sent completely.
        Thread.sleep(500);
        leader.destroyForcibly().waitFor();
        superuser.delete(TestCompetitions.PATH + id);
        assertThat(EXPORTS.awaitEnd(run).get("status").asText()).isEqualTo("succeeded");
        String newer = listed();
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(newer);
        paused.resume();
        Eventually.within(30, () -> !EXPORTS.published(NORWAY).text().equals(newer));
        Eventually.within(60, () -> EXPORTS.published(NORWAY).text().equals(newer));
        Eventually.within(
                60,
                () -> !newest().get("id").asText().equals(run)
                        && newest().get("status").asText().equals("succeeded"));
        EXPORTS.awaitPolls();
        assertThat(newest().get("attempt").asInt()).as("one correction").isEqualTo(2);
    }

    @Test
    void the_command_takes_over_an_abandoned_run_when_no_replica_is_up() throws Exception {
        changeCompetition();
        withoutOwnReplica(() -> {
            S3FaultProxy.PausedPut paused = EXPORTS.s3Proxy.pauseNextPut(NORWAY);
            // Its upload lasts longer than the start of the other command.
            Process killed = start(Map.of("QUARKUS_S3_SYNC_CLIENT_SOCKET_TIMEOUT", "PT120S"), "export");
            assertThat(paused.reached().await(120, TimeUnit.SECONDS)).isTrue();
            assertThat(start(Map.of(), "export").waitFor())
                    .as("another run has its lease")
                    .isEqualTo(3);
            killed.destroyForcibly().waitFor();
            Eventually.within(MAX_SECONDS, () -> EXPORTS.database
                    .queryValue("SELECT count(*) FROM export_run WHERE status = 'running' AND lease_until > now()")
                    .equals("0"));
            assertThat(start(Map.of(), "export").waitFor()).isZero();
        });
        Eventually.within(MAX_SECONDS, () -> superuser.get(ExportRuns.PATH).status() == 200);
        assertThat(newest().get("status").asText()).isEqualTo("succeeded");
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(listed());
    }

    @Test
    void a_failed_run_is_retried_without_a_scheduler_of_nightly_runs() throws Exception {
        EXPORTS.export("{}");
        changeCompetition();
        withoutOwnReplica(() -> {
            startReplica(Map.of("OPENTRACK_EXPORT_SCHEDULED", "false"));
            EXPORTS.s3Proxy.puts(new S3FaultProxy.Fault.Status(503));
            assertThat(start(Map.of(), "export").waitFor()).isEqualTo(1);
            EXPORTS.s3Proxy.clearFault();
            Eventually.within(MAX_SECONDS, () -> EXPORTS.database
                    .queryValue("SELECT status || attempt FROM export_run ORDER BY started_at DESC LIMIT 1")
                    .matches("succeeded[2-9]"));
            EXPORTS.makeNightlyRunDue();
            EXPORTS.awaitPolls();
            assertThat(EXPORTS.database.queryValue("SELECT count(*) FROM export_run"))
                    .as("it does not start nightly runs")
                    .isEqualTo("1");
        });
        Eventually.within(MAX_SECONDS, () -> succeededNightlyRuns().equals("1"));
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(listed());
    }

    @Test
    void published_files_stay_complete_while_s3_fails_and_the_run_is_retried() throws Exception {
        EXPORTS.export("{}");
        List<S3FaultProxy.Fault> faults = List.of(
                new S3FaultProxy.Fault.Cut(100),
                new S3FaultProxy.Fault.Status(503),
                new S3FaultProxy.Fault.Status(500),
                new S3FaultProxy.Fault.Status(403),
                new S3FaultProxy.Fault.Hang());
        for (S3FaultProxy.Fault fault : TestSuites.isFullRun() ? faults : faults.subList(0, 1)) {
            String old = EXPORTS.published(NORWAY).text();
            changeCompetition();
            String fresh = listed();
            AtomicBoolean reading = new AtomicBoolean(true);
            Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
            Thread reader = new Thread(() -> {
                while (reading.get()) {
                    ApiClient.Response response = EXPORTS.published(NORWAY);
                    seen.add(response.status() == 200 ? response.text() : response.toString());
                    Eventually.pause(20);
                }
            });
            reader.start();
            EXPORTS.s3Proxy.puts(fault);
            JsonNode failed = EXPORTS.export("{}");
            assertThat(failed.get("status").asText()).isEqualTo("partly_failed");
            assertThat(seen).containsExactly(old);
            Eventually.within(60, () -> metric("opentrack_export_files_failed") > 0);
            EXPORTS.s3Proxy.clearFault();
            Eventually.within(900, () -> newest().get("status").asText().equals("succeeded"));
            reading.set(false);
            reader.join();
            seen.removeAll(Set.of(old, fresh));
            assertThat(seen).isEmpty();
            assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(fresh);
            assertThat(newest().get("attempt").asInt()).isGreaterThan(1);
        }
        Eventually.within(MAX_SECONDS, () -> metric("opentrack_export_files_failed") == 0);
    }

    /** Pauses first, as the value is refreshed every other second at the latest. */
    private static double metric(String name) {
        Eventually.pause(1_200);
        return ServiceMetrics.find(EXPORTS.managementPort(), name, "").orElseThrow();
    }

    @Test
    void a_file_that_lost_half_of_its_rows_is_kept_until_that_is_accepted() {
        String file = "euroath/domestic_calendar_FRO_" + YEAR + ".json";
        BulkCompetitions.createEmptyCalendars(EXPORTS.database, "FRO");
        BulkCompetitions.insert(EXPORTS.database, "FRO", 60);
        EXPORTS.export("{}");
        ApiClient.Response full = EXPORTS.published(file);
        assertThat(full.json()).hasSize(30);
        BulkCompetitions.delete(EXPORTS.database, "country_id = 'FRO'");
        JsonNode run = EXPORTS.export("{}");
        assertThat(run.get("status").asText()).isEqualTo("partly_failed");
        assertThat(run.get("note").asText()).contains("accept_shrink");
        Map<String, String> actions = new java.util.HashMap<>();
        run.get("files")
                .forEach(
                        f -> actions.put(f.get("name").asText(), f.get("action").asText()));
        assertThat(actions).containsEntry(file, "kept").containsEntry(file.replace(".json", ".ics"), "kept");
        assertThat(EXPORTS.published(file).text()).isEqualTo(full.text());
        Eventually.within(60, () -> metric("opentrack_export_files_kept") > 0);
        assertThat(EXPORTS.export("{\"accept_shrink\": true}").get("status").asText())
                .isEqualTo("succeeded");
        assertThat(EXPORTS.published(file).text()).isEqualTo("[]");
    }

    @Test
    void nothing_is_put_when_the_database_fails_during_the_snapshot() throws Exception {
        changeCompetition();
        EXPORTS.s3Proxy.clearPuts();
        BulkCompetitions.createEmptyCalendars(EXPORTS.database, "JPN");
        BulkCompetitions.insert(EXPORTS.database, "JPN", 8_000);
        try (FaultProxy database = FaultProxy.before(EXPORTS.postgresPort())) {
            database.delay(Duration.ofMillis(60));
            Process leader = start(Map.of("OPENTRACK_DATABASE_PORT", "" + database.port()), "export");
            String read = "SELECT coalesce(max(rows_read), 0) FROM export_run WHERE status = 'running'";
            Eventually.within(MAX_SECONDS, () -> Long.parseLong(EXPORTS.database.queryValue(read)) > 0);
            database.reset();
            assertThat(newest().get("progress").get("phase").asText()).isEqualTo("building");
            assertThat(EXPORTS.s3Proxy.puts()).isEmpty();
            assertThat(leader.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(leader.exitValue()).isNotZero();
        } finally {
            BulkCompetitions.delete(EXPORTS.database, "country_id = 'JPN'");
            Eventually.within(
                    MAX_SECONDS, () -> !newest().get("status").asText().equals("running"));
        }
        EXPORTS.export("{\"accept_shrink\": true}");
    }

    @Test
    void the_token_of_a_pod_is_exchanged_for_its_role_s_credentials() throws Exception {
        SuiteFile.S3 s3 = EXPORTS.suite.describe().s3();
        Path token = Files.writeString(Files.createTempFile("role", ".token"), "a.b.c");
        try (StubUpstream sts = new StubUpstream()) {
            sts.handle((request, connection) -> StubUpstream.respond(
                    connection, 200, "Content-Type: text/xml\r\n", """
                        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                        <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s</AccessKeyId>
                        <SecretAccessKey>%s</SecretAccessKey><SessionToken>t</SessionToken>
                        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                        </AssumeRoleWithWebIdentityResponse>\
                        """.formatted(s3.accessKey(), s3.secretKey())));
            Map<String, String> role = Map.of(
                    "AWS_ACCESS_KEY_ID", "",
                    "AWS_SECRET_ACCESS_KEY", "",
                    "AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/calendars",
                    "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
                    "AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + sts.port());
            start(role, "--setup").waitFor();
            // S3Proxy accepts no temporary credentials: only the request for them can be verified.
            assertThat(new String(sts.received().get(0).body(), StandardCharsets.UTF_8))
                    .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=a.b.c");
        } finally {
            Files.delete(token);
        }
    }

    @Test
    void the_command_does_one_run_and_exits_with_its_result() throws Exception {
        changeCompetition();
        Process nonsense = start(Map.of(), "nonsense");
        // S3Proxy implements neither of its calls, which is logged and no failure.
        Process setup = start(Map.of(), "--setup");
        Process command = start(Map.of(), "export");
        assertThat(command.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).isZero();
        assertThat(EXPORTS.published(NORWAY).text()).isEqualTo(listed());
        assertThat(nonsense.waitFor()).isEqualTo(2);
        assertThat(setup.waitFor()).isZero();
    }
}
