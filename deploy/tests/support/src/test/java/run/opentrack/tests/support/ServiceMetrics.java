package run.opentrack.tests.support;

import java.util.OptionalDouble;

/** What a service tells whoever watches it. */
public final class ServiceMetrics {
    private ServiceMetrics() {}

    /**
     * The first value of that name.
     *
     * @param tag what its line must have, as {@code outcome="created"}
     */
    public static OptionalDouble find(int managementPort, String name, String tag) {
        String text = ApiClient.on(managementPort).get("/q/metrics").text();
        return text.lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst();
    }
}
