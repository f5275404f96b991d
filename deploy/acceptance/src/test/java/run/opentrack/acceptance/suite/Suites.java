package run.opentrack.acceptance.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.local.Suite;
import run.opentrack.local.SuitePlan;

/**
 * Real suites for the tests: the services as processes, a real PostgreSQL and a real S3 endpoint, everything on free
 * ports. Tests that can share one do; all end with the JVM.
 */
public final class Suites {
    private static final Map<String, Suite> RUNNING = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.values().forEach(Suite::close)));
    }

    private Suites() {}

    /** One replica of each service, for everything that does not need two. */
    public static Suite shared() {
        return RUNNING.computeIfAbsent("shared", name -> start(name, 1, Map.of()));
    }

    /** Two replicas of each service. */
    public static Suite twins() {
        return RUNNING.computeIfAbsent("twins", name -> start(name, 2, Map.of()));
    }

    /** A suite of a test's own, with its own settings; the test closes it. */
    public static Suite own(String name, int replicas, Map<String, String> settings) {
        return start(name, replicas, settings);
    }

    /** The checkout with the built services. */
    public static Path source() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("auth-service/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static Suite start(String name, int replicas, Map<String, String> settings) {
        try {
            Path folder = source().resolve("deploy/acceptance/target/suites");
            Files.createDirectories(folder);
            Path own = Files.createTempDirectory(folder, name);
            return Suite.start(SuitePlan.forTests(source(), own, replicas).with(settings), System.out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
