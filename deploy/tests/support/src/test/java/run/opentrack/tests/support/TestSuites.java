package run.opentrack.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteConfig;

/**
 * Real suites for the tests: the services as processes, a real PostgreSQL and a real S3 endpoint, everything on free
 * ports. Tests that can share one do; all end with the JVM.
 */
public final class TestSuites {
    private static final Map<String, Suite> RUNNING = new ConcurrentHashMap<>();
    /** All tests come from one address: they sign up and log in with wrong passwords by the hundred. */
    private static final Map<String, String> SINGLE_CLIENT_LIMITS = Map.of(
            "OPENTRACK_LOGIN_MAX_FAILURES_PER_IP",
            "1000000",
            "OPENTRACK_GATEWAY_LIMITS_SIGN_UPS_PER_MINUTE",
            "1000000");

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.values().forEach(Suite::close)));
    }

    private static FaultySuite faulty;

    private TestSuites() {}

    /** One replica of each service, for everything that does not need two. */
    public static Suite shared() {
        return RUNNING.computeIfAbsent("shared", name -> start(name, 1, SINGLE_CLIENT_LIMITS));
    }

    /** Two replicas of each service. */
    public static Suite replicated() {
        return RUNNING.computeIfAbsent("twins", name -> start(name, 2, SINGLE_CLIENT_LIMITS));
    }

    /** A suite of a test's own, with the usual limits and its own settings; the test closes it. */
    public static Suite dedicated(String name, int replicas, Map<String, String> settings) {
        return start(name, replicas, settings);
    }

    /** A suite of a test's own whose services reach the database and S3 only through faults that the test decides. */
    public static FaultySuite behindFaults(String name, int replicas, Map<String, String> settings) {
        SuiteConfig plan = SuiteConfig.forTests(repository(), folder(name), replicas);
        FaultProxy database = FaultProxy.before(plan.ports().postgres());
        FaultProxy store = FaultProxy.before(plan.ports().s3());
        Map<String, String> all = new HashMap<>(settings);
        all.put("OPENTRACK_DATABASE_PORT", "" + database.port());
        all.put("OPENTRACK_STORE_ENDPOINT", "http://127.0.0.1:" + store.port());
        return new FaultySuite(Suite.start(plan.with(all), System.out), database, store);
    }

    /** Two replicas of each service behind faults, for the tests that leave it as sound as they found it. */
    public static synchronized FaultySuite faulty() {
        if (faulty == null) {
            Map<String, String> settings = new HashMap<>(SINGLE_CLIENT_LIMITS);
            settings.put("QUARKUS_SHUTDOWN_DELAY", "3S");
            faulty = behindFaults("faulty", 2, settings);
            RUNNING.put("faulty", faulty.suite());
        }
        return faulty;
    }

    /** Whether the long forms are wanted, durations and numbers of the promises to the letter. */
    public static boolean isFullRun() {
        return Boolean.getBoolean("opentrack.full");
    }

    /** The checkout with the built services. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("auth-service/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static Suite start(String name, int replicas, Map<String, String> settings) {
        return Suite.start(
                SuiteConfig.forTests(repository(), folder(name), replicas).with(settings), System.out);
    }

    private static Path folder(String name) {
        try {
            Path folder = repository().resolve("deploy/tests/target/suites");
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A suite with a fault proxy before its database and one before its S3. */
    public record FaultySuite(Suite suite, FaultProxy database, FaultProxy store) implements AutoCloseable {
        @Override
        public void close() {
            database.pass();
            store.pass();
            suite.close();
            database.close();
            store.close();
        }
    }
}
