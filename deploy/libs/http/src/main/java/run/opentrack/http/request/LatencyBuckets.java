package run.opentrack.http.request;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Histogram buckets of request latency, so that percentiles can be computed over all replicas. */
class LatencyBuckets {
    private static final double MILLISECOND = 1_000_000;
    private static final double[] UPPER_BOUNDS = {
        MILLISECOND,
        5 * MILLISECOND,
        10 * MILLISECOND,
        25 * MILLISECOND,
        50 * MILLISECOND,
        100 * MILLISECOND,
        250 * MILLISECOND,
        500 * MILLISECOND,
        1_000 * MILLISECOND,
        2_500 * MILLISECOND,
        10_000 * MILLISECOND
    };

    @Produces
    @Singleton
    MeterFilter requestLatencyFilter() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("http.server.requests")
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(UPPER_BOUNDS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
