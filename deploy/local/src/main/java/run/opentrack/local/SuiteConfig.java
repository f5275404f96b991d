package run.opentrack.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a suite is started from.
 *
 * @param source the checkout with the built services
 * @param folder where its data, keys, logs and suite.json live
 * @param ports where the first replica of each listens
 * @param replicas of each service and of the gateway; further ones take free ports
 * @param environment added to every service's, over what the runner sets
 * @param postgresSettings added to the server's, as name=value
 * @param jvmOptions of every service
 */
public record SuiteConfig(
        Path source,
        Path folder,
        Ports ports,
        int replicas,
        Map<String, String> environment,
        List<String> postgresSettings,
        List<String> jvmOptions) {
    /**
     * Both compilers; the second waits for what is called twice as often as it would by itself, since otherwise it
     * is a third of a start. Huge pages, because hashing empties the caches, page tables included: without them 12.7 % of
     * the processor's time under logins is not the hash, with them 11.3 %.
     */
    private static final List<String> LONG_RUNNING_JVM = List.of(
            "-XX:+UseParallelGC",
            "-XX:+UseTransparentHugePages",
            "-XX:Tier4InvocationThreshold=10000",
            "-XX:Tier4MinInvocationThreshold=1200",
            "-XX:Tier4CompileThreshold=30000",
            "-XX:Tier4BackEdgeThreshold=80000");
    /** A test's suite lives for minutes: it never earns what the second compiler costs, a third of its start. */
    private static final List<String> TEST_JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** A suite for tests: free ports, two or more replicas where one is not enough. */
    public static SuiteConfig forTests(Path source, Path folder, int replicas) {
        return new SuiteConfig(source, folder, Ports.free(), replicas, Map.of(), List.of(), TEST_JVM);
    }

    /** The same with settings for every service, over what the runner sets. */
    public SuiteConfig with(Map<String, String> settings) {
        return new SuiteConfig(source, folder, ports, replicas, settings, postgresSettings, jvmOptions);
    }

    /** The same with other options for the JVM of every service. */
    SuiteConfig withJvm(List<String> options) {
        return new SuiteConfig(source, folder, ports, replicas, environment, postgresSettings, options);
    }

    /** The suite that run.sh starts. */
    static SuiteConfig ofCheckout(Path source, Path folder, Ports ports) {
        return new SuiteConfig(source, folder, ports, 1, Map.of(), List.of(), LONG_RUNNING_JVM);
    }

    public Path log(String part) {
        return folder.resolve("log").resolve(part + ".log");
    }
}
