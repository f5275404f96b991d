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
 * Suites for the tests: the services as processes, a PostgreSQL server and an S3 endpoint, on free ports. Starting one takes
 * seconds, so that tests share them; all end with the JVM.
 */
public final class TestSuites {
    private static final Map<String, Suite> RUNNING = new ConcurrentHashMap<>();
    /** All tests share one IP address, from which they sign up and fail to log in by the hundred. */
    private static final Map<String, String> SINGLE_CLIENT_LIMITS = Map.of(
            "OPENTRACK_LOGIN_MAX_FAILURES_PER_IP",
            "1000000",
            "OPENTRACK_GATEWAY_LIMITS_SIGN_UPS_PER_MINUTE",
            "1000000");
    /** Background jobs run more often than by default, to be waited for less. */
    private static final Map<String, String> SHORT_INTERVALS = Map.of(
            "OPENTRACK_SECURITY_REFRESH_INTERVAL", "PT1S",
            "OPENTRACK_API_KEYS_USAGE_INTERVAL", "PT1S",
            "OPENTRACK_WEBHOOKS_DELIVERY_TIMEOUT", "PT2S",
            "OPENTRACK_WEBHOOKS_DELIVERY_DELAY_FACTOR", "0.02");

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.values().forEach(Suite::close)));
    }

    private static final Object STARTING = new Object();

    private static FaultySuite faulty;

    private TestSuites() {}

    /** One replica of each service. */
    public static Suite shared() {
        return RUNNING.computeIfAbsent("shared", name -> start(name, 1, sharedSettings()));
    }

    /** Two replicas of each service. */
    public static Suite replicated() {
        return faulty().suite();
    }

    /** Starts a suite with default limits for one test class, which closes it. */
    public static Suite dedicated(String name, int replicas, Map<String, String> settings) {
        return start(name, replicas, settings);
    }

    /** {@link #replicated} with the proxies in front of its database and S3; each test ends the faults that it causes. */
    public static synchronized FaultySuite faulty() {
        if (faulty == null) {
            Map<String, String> settings = new HashMap<>(sharedSettings());
            settings.put("QUARKUS_SHUTDOWN_DELAY", "3S");
            faulty = startBehindProxies("replicated", 2, settings);
            RUNNING.put("replicated", faulty.suite());
        }
        return faulty;
    }

    private static FaultySuite startBehindProxies(String name, int replicas, Map<String, String> settings) {
        SuiteConfig plan = SuiteConfig.forTests(repository(), folder(name), replicas);
        FaultProxy database = FaultProxy.before(plan.ports().postgres());
        FaultProxy store = FaultProxy.before(plan.ports().s3());
        Map<String, String> all = new HashMap<>(settings);
        all.put("OPENTRACK_DATABASE_PORT", "" + database.port());
        all.put("OPENTRACK_STORE_ENDPOINT", "http://127.0.0.1:" + store.port());
        return new FaultySuite(start(plan.with(all)), database, store);
    }

    /** Tests use the durations and numbers of the promises, not shorter ones. */
    public static boolean isFullRun() {
        return Boolean.getBoolean("opentrack.full");
    }

    /** Root of the checkout, which contains the built services. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("auth-service/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static Map<String, String> sharedSettings() {
        Map<String, String> settings = new HashMap<>(SINGLE_CLIENT_LIMITS);
        settings.put("OPENTRACK_API_KEYS_NOTICE_INTERVAL", "PT1S");
        if (!isFullRun()) {
            settings.putAll(SHORT_INTERVALS);
        }
        return settings;
    }

    private static Suite start(String name, int replicas, Map<String, String> settings) {
        return start(SuiteConfig.forTests(repository(), folder(name), replicas).with(settings));
    }

    /** Starts a suite that the caller closes. Suites start one by one, as the first creates what all of them use. */
    public static Suite start(SuiteConfig config) {
        synchronized (STARTING) {
            return Suite.start(config, System.out);
        }
    }

    /** New folder for a suite. */
    public static Path folder(String name) {
        try {
            Path folder = repository().resolve("deploy/tests/target/suites");
            Files.createDirectories(folder);
            return Files.createTempDirectory(folder, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A suite whose services reach its database and S3 through fault proxies. */
    public record FaultySuite(Suite suite, FaultProxy database, FaultProxy store) {}
}
