package run.opentrack.competition.write;

import io.micrometer.core.instrument.Metrics;

/** How creates end, for who watches: {@code opentrack_creates_total}. */
final class CreateMetrics {
    private CreateMetrics() {}

    static void increment(String outcome) {
        Metrics.counter("opentrack.creates", "outcome", outcome).increment();
    }
}
