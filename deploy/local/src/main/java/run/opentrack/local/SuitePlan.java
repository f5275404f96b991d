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
 */
public record SuitePlan(
        Path source,
        Path folder,
        Ports ports,
        int replicas,
        Map<String, String> environment,
        List<String> postgresSettings) {
    /** A suite for tests: free ports, two or more replicas where one is not enough. */
    public static SuitePlan forTests(Path source, Path folder, int replicas) {
        return new SuitePlan(source, folder, Ports.free(), replicas, Map.of(), List.of());
    }

    /** The same with settings for every service, over what the runner sets. */
    public SuitePlan with(Map<String, String> settings) {
        return new SuitePlan(source, folder, ports, replicas, settings, postgresSettings);
    }

    /** The suite that run.sh starts. */
    static SuitePlan ofCheckout(Path source, Path folder, Ports ports) {
        return new SuitePlan(source, folder, ports, 1, Map.of(), List.of());
    }

    Path log(String part) {
        return folder.resolve("log").resolve(part + ".log");
    }
}
