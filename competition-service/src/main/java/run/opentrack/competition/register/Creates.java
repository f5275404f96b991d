package run.opentrack.competition.register;

import io.micrometer.core.instrument.Metrics;

/** How creates end, for who watches: {@code opentrack_creates_total}. */
final class Creates {
    private Creates() {}

    static void count(String outcome) {
        Metrics.counter("opentrack.creates", "outcome", outcome).increment();
    }
}
