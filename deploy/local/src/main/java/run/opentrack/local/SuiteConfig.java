package run.opentrack.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Configuration of a local instance.
 *
 * @param source checkout with the built services
 * @param folder data, keys, logs and suite.json
 * @param ports of the first replica of each service
 * @param replicas of each service and the gateway; further ones take free ports
 * @param environment added to every service, overriding the runner's settings
 * @param postgresSettings added to the server, as name=value
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
     * C1 and C2, with the C2 thresholds doubled: C2 otherwise takes a third of start-up CPU. Huge pages reduce the page
     * table misses of password hashing.
     */
    private static final List<String> LONG_RUNNING_JVM = List.of(
            "-XX:+UseParallelGC",
            "-XX:+UseTransparentHugePages",
            "-XX:Tier4InvocationThreshold=10000",
            "-XX:Tier4MinInvocationThreshold=1200",
            "-XX:Tier4CompileThreshold=30000",
            "-XX:Tier4BackEdgeThreshold=80000");
    /** C1 only: an instance for tests ends before C2 code pays off. */
    private static final List<String> TEST_JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Configuration for tests, on free ports. */
    public static SuiteConfig forTests(Path source, Path folder, int replicas) {
        return new SuiteConfig(source, folder, Ports.free(), replicas, Map.of(), List.of(), TEST_JVM);
    }

    /** Copy with settings for every service. */
    public SuiteConfig with(Map<String, String> settings) {
        return new SuiteConfig(source, folder, ports, replicas, settings, postgresSettings, jvmOptions);
    }

    /** Copy with settings for the database server. */
    public SuiteConfig withPostgres(List<String> settings) {
        return new SuiteConfig(source, folder, ports, replicas, environment, settings, jvmOptions);
    }

    /** Copy with other JVM options for every service. */
    SuiteConfig withJvm(List<String> options) {
        return new SuiteConfig(source, folder, ports, replicas, environment, postgresSettings, options);
    }

    /** Configuration of run.sh. */
    static SuiteConfig ofCheckout(Path source, Path folder, Ports ports) {
        return new SuiteConfig(source, folder, ports, 1, Map.of(), List.of(), LONG_RUNNING_JVM);
    }

    public Path log(String process) {
        return folder.resolve("log").resolve(process + ".log");
    }
}
