package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import run.opentrack.local.Ports;
import run.opentrack.local.PostgresServer;
import run.opentrack.local.S3Server;
import run.opentrack.local.Secrets;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestCertificate;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/**
 * All pods of the test environment, from the images of deploy/images/check.sh, with a PostgreSQL server and an S3
 * endpoint.
 */
@EnabledIfSystemProperty(named = "opentrack.images", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodTest {
    private static final String BUCKET = "opentrack-test-calendars";
    private static final String PASSWORD = "a long word that is hard to guess";
    private static final Map<String, String> ADDRESSES = Map.of(
            "auth-service", "127.0.9.2",
            "competition-service", "127.0.9.3",
            "export-service", "127.0.9.4",
            "gateway", "127.0.9.5");
    private static final List<String> ROLES = List.of("auth_service", "competition_service", "export_service");

    private static final TraceCollector TRACE_COLLECTOR = new TraceCollector();

    private static TestCertificate certificate;
    private static PostgresServer postgres;
    private static Process database;
    private static S3Proxy store;
    private static Path objectFolder;
    private static PodmanPod.PodEnvironment environment;
    private static PodmanPod migration;
    private static PodmanPod auth;
    private static PodmanPod competition;
    private static PodmanPod export;
    private static PodmanPod gateway;

    @BeforeAll
    static void start() throws Exception {
        Path folder = TestSuites.folder("pods");
        certificate = TestCertificate.create(folder.resolve("tls"), "dns:postgres-rw");
        postgres = new PostgresServer(
                folder.resolve("postgres"), Ports.freePort(), PASSWORD, certificate.postgresSettings());
        objectFolder = folder.resolve("s3");
        store = S3Server.start(Ports.freePort(), objectFolder, BUCKET, "reader", PASSWORD);
        environment = new PodmanPod.PodEnvironment(
                Manifests.of("test"),
                System.getProperty("opentrack.images"),
                secrets(folder),
                hosts(),
                environmentOverrides());
        // As in an empty cluster, the migration starts before the database.
        migration = environment.start("Job/migration", "127.0.9.1");
        database = postgres.start(folder.resolve("postgres.log"));
        Eventually.within(60, postgres::isReady);
        createOperatorRoles();
        assertThat(migration.awaitEnd()).as(migration.log()).isZero();
        auth = service("auth-service");
        competition = service("competition-service");
        export = service("export-service");
        gateway = service("gateway");
        services().forEach(PodmanPod::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        for (PodmanPod pod : new PodmanPod[] {gateway, export, competition, auth, migration}) {
            if (pod != null) {
                pod.close();
            }
        }
        TRACE_COLLECTOR.close();
        store.stop();
        PostgresServer.stop(database);
    }

    @Test
    @Order(1)
    void the_first_superuser_logs_in_and_creates_through_the_gateway() {
        ApiClient anonymous = ApiClient.at(gateway.url());
        assertThat(anonymous.get("/api/v1/ping/").json().get("enviroment").asText())
                .isEqualTo("otr_test");
        Response login = Eventually.retryOnBusy(() ->
                anonymous.form("/api/v1/auth/token", Map.of("username", "first@example.org", "password", PASSWORD)));
        login.requireStatus(200);
        ApiClient first = anonymous.withToken(login.json().get("access_token").asText());
        Response created = first.post(
                TestCompetitions.PATH,
                TestCompetitions.small("EST", LocalDate.now().plusDays(30)));
        created.requireStatus(201);
        first.get(TestCompetitions.PATH + created.json().get("id").asText()).requireStatus(200);
        first.get("/api/v1/exports/").requireStatus(200);
    }

    @Test
    @Order(2)
    @EnabledIfSystemProperty(named = "opentrack.traces", matches = "true")
    void a_call_is_one_trace_through_gateway_and_service() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        ApiClient.at(gateway.url())
                .with("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .get(TestCompetitions.PATH);
        Eventually.within(
                30, () -> TRACE_COLLECTOR.servicesOf(trace).containsAll(List.of("gateway", "competition-service")));
    }

    @Test
    @Order(3)
    @EnabledIfSystemProperty(named = "opentrack.traces", matches = "true")
    void e1_no_trace_has_a_key_that_was_put_into_a_url() {
        String key = "otk_live_" + "0aB".repeat(16);
        for (PodmanPod pod : services()) {
            ApiClient api = ApiClient.at(pod.url());
            api.get(TestCompetitions.PATH + "?key=" + key).requireStatus(401);
            api.get(TestCompetitions.PATH + "?key=" + key.replace("_", "%5F")).requireStatus(401);
            api.get(TestCompetitions.PATH + key).requireStatus(401);
            api.get(TestCompetitions.PATH + "?marker=" + pod.url());
        }
        Eventually.within(30, () -> services().stream().allMatch(pod -> TRACE_COLLECTOR.hasReceived(pod.url())));
        assertThat(TRACE_COLLECTOR.hasReceived(key.substring(9))).isFalse();
    }

    @Test
    @Order(4)
    void the_nightly_run_publishes_the_calendars() throws IOException {
        try (PodmanPod night = environment.start("CronJob/nightly-export", "127.0.9.6")) {
            assertThat(night.awaitEnd()).as(night.log()).isZero();
            assertThat(night.wasOomKilled()).isFalse();
        }
        assertThat(Files.size(objectFolder.resolve(BUCKET).resolve("test/euroath/index.json")))
                .isPositive();
    }

    @Test
    @Order(5)
    void every_probe_keeps_succeeding() {
        for (PodmanPod pod : services()) {
            assertThat(pod.succeeds("livenessProbe")).as(pod.log()).isTrue();
            assertThat(pod.succeeds("readinessProbe")).as(pod.log()).isTrue();
        }
    }

    @Test
    @Order(6)
    void every_pod_stops_within_its_grace_period() {
        for (PodmanPod pod : List.of(gateway, export, competition, auth)) {
            assertThat(pod.stopsGracefully()).as(pod.log()).isTrue();
            assertThat(pod.wasOomKilled()).isFalse();
        }
    }

    private static List<PodmanPod> services() {
        return List.of(auth, competition, export, gateway);
    }

    private static PodmanPod service(String name) {
        return environment.start("Deployment/" + name, ADDRESSES.get(name));
    }

    /** Environment that differs from a cluster. */
    private static Map<String, String> environmentOverrides() {
        return Map.of(
                "OPENTRACK_SCHEMA_JDBC_URL",
                "jdbc:postgresql://postgres-rw:" + postgres.port()
                        + "/opentrack?sslmode=verify-full&sslrootcert=/postgres-ca/ca.crt",
                "OPENTRACK_DATABASE_PORT",
                "" + postgres.port(),
                "OPENTRACK_GATEWAY_HOSTS",
                ADDRESSES.get("gateway"),
                "OPENTRACK_STORE_ENDPOINT",
                "http://127.0.0.1:" + store.getPort(),
                "OPENTRACK_STORE_PATH_STYLE",
                "true",
                "OPENTRACK_STORE_ACL",
                "public-read",
                "QUARKUS_OTEL_SDK_DISABLED",
                "false",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                TRACE_COLLECTOR.endpoint(),
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf");
    }

    private static Map<String, String> hosts() {
        Map<String, String> hosts = new TreeMap<>(ADDRESSES);
        hosts.put("postgres-rw", "127.0.0.1");
        return hosts;
    }

    /** Creates the database roles with the passwords of the secrets, while the migration waits or runs. */
    private static void createOperatorRoles() throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), PostgresServer.OWNER, PASSWORD);
                var statement = connection.createStatement()) {
            for (String role : ROLES) {
                statement.execute("""
                    DO $$ BEGIN
                        CREATE ROLE %1$s LOGIN PASSWORD '%2$s';
                    EXCEPTION WHEN duplicate_object THEN
                        ALTER ROLE %1$s PASSWORD '%2$s';
                    END $$""".formatted(role, PASSWORD));
            }
        }
    }

    /** Secrets that README.md creates by hand, and that of the operator. */
    private static Map<String, Map<String, String>> secrets(Path folder) throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        String kid = Secrets.newSigningKey(keys);
        return Map.of(
                "postgres-app",
                Map.of("username", PostgresServer.OWNER, "password", PASSWORD),
                "postgres-ca",
                Map.of("ca.crt", Files.readString(certificate.certificate())),
                "auth-service-database",
                Map.of("username", "auth_service", "password", PASSWORD),
                "competition-service-database",
                Map.of("username", "competition_service", "password", PASSWORD),
                "export-service-database",
                Map.of("username", "export_service", "password", PASSWORD),
                "signing-keys",
                Map.of(kid + ".pem", Files.readString(keys.resolve(kid + ".pem"))),
                "override-key",
                Map.of("key", "A".repeat(43)),
                "first-superuser",
                Map.of("email", "first@example.org", "password", PASSWORD),
                "calendar-store",
                Map.of("access-key-id", "reader", "secret-access-key", PASSWORD));
    }
}
