package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import org.junit.jupiter.api.Test;

class CommonBeansTest {
    @Test
    void request_latency_has_buckets_from_1_ms_to_10_s() {
        double[] bounds = configure("http.server.requests").getServiceLevelObjectiveBoundaries();
        assertThat(bounds).isSorted().startsWith(1e6).endsWith(1e10);
    }

    @Test
    void other_meters_have_no_buckets() {
        assertThat(configure("http.client.requests").getServiceLevelObjectiveBoundaries())
                .isNull();
    }

    private static DistributionStatisticConfig configure(String name) {
        Meter.Id id = new Meter.Id(name, Tags.empty(), null, null, Meter.Type.TIMER);
        return new CommonBeans().requestLatencyFilter().configure(id, DistributionStatisticConfig.NONE);
    }
}
