package run.opentrack.tests.support;

import java.util.OptionalDouble;

/** Metrics of a service. */
public final class ServiceMetrics {
    private ServiceMetrics() {}

    /**
     * First value of a metric.
     *
     * @param tag part of its line, such as {@code outcome="created"}
     */
    public static OptionalDouble find(int managementPort, String name, String tag) {
        String text = ApiClient.on(managementPort).get("/q/metrics").text();
        return text.lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst();
    }
}
