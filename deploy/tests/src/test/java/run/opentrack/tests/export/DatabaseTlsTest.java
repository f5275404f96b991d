package run.opentrack.tests.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteConfig;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCertificate;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Connections to PostgreSQL with {@code verify-full}, as in the overlays. */
@ConcurrentClass
class DatabaseTlsTest {
    /** More than competition-service reads at once, so that the pool of streamed lists is used as well. */
    private static final int ROWS = 1_200;

    private static Path folder;
    private static TestCertificate certificate;
    private static Suite suite;

    @BeforeAll
    static void start() {
        folder = TestSuites.folder("tls");
        certificate = TestCertificate.create(folder.resolve("tls"), "ip:127.0.0.1");
        suite = TestSuites.start(SuiteConfig.forTests(TestSuites.repository(), folder, 1)
                .with(trusting(certificate))
                .withPostgres(certificate.postgresSettings()));
    }

    @AfterAll
    static void stop() {
        suite.close();
    }

    @Test
    void every_connection_of_a_service_is_encrypted() {
        TestDatabase database = new TestDatabase(suite);
        BulkCompetitions.createEmptyCalendars(database, "NOR");
        BulkCompetitions.insert(database, "NOR", ROWS);
        ApiClient superuser = new TestAccounts(suite).superuser();
        ApiClient.Response list = superuser.get("/api/v1/competitions/?country=NOR");
        list.requireStatus(200);
        assertThat(list.json()).hasSize(ROWS);
        superuser.get("/api/v1/exports/").requireStatus(200);

        List<List<String>> connections = database.query("""
                SELECT DISTINCT usename, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
                 WHERE usename LIKE '%\\_service' ORDER BY 1, 2""");
        assertThat(connections)
                .containsExactly(
                        List.of("auth_service", "t"),
                        List.of("competition_service", "t"),
                        List.of("export_service", "t"));
    }

    @Test
    void a_server_with_another_certificate_is_rejected() throws Exception {
        TestCertificate other = TestCertificate.create(folder.resolve("other"), "ip:127.0.0.1");
        Process untrusted = export(other);
        assertThat(output(untrusted)).contains("SSL handshake failed");
        assertThat(untrusted.waitFor()).isNotZero();
        Process trusted = export(certificate);
        assertThat(output(trusted)).doesNotContain("SSL handshake failed");
        assertThat(trusted.waitFor()).isZero();
    }

    /** Runs the nightly export once. */
    private static Process export(TestCertificate trusted) throws IOException {
        SuiteFile file = suite.describe();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        TestSuites.repository()
                                .resolve("export-service/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        "export")
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.putAll(trusting(trusted));
        environment.putAll(Map.of(
                "OPENTRACK_DATABASE_PORT", "" + file.postgres().port(),
                "OPENTRACK_DATABASE_USER", file.postgres().user(),
                "OPENTRACK_DATABASE_PASSWORD", file.postgres().password(),
                "OPENTRACK_STORE_ENDPOINT", file.s3().endpoint(),
                "OPENTRACK_STORE_PATH_STYLE", "true",
                "OPENTRACK_STORE_BUCKET", file.s3().bucket(),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", file.s3().accessKey(),
                "AWS_SECRET_ACCESS_KEY", file.s3().secretKey()));
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> trusting(TestCertificate trusted) {
        return Map.of(
                "OPENTRACK_DATABASE_SSL_MODE",
                "verify-full",
                "OPENTRACK_DATABASE_SSL_ROOT_CERT",
                trusted.certificate().toString());
    }
}
