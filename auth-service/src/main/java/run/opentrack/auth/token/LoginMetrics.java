package run.opentrack.auth.token;

import io.micrometer.core.instrument.Metrics;

/** How logins end, for who watches: {@code opentrack_logins_total}. */
final class LoginMetrics {
    private LoginMetrics() {}

    static void count(String outcome) {
        Metrics.counter("opentrack.logins", "outcome", outcome).increment();
    }
}
