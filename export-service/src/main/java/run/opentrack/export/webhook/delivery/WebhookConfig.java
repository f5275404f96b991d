package run.opentrack.export.webhook.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the delivery of webhooks. */
@ConfigMapping(prefix = "opentrack.webhooks.delivery")
public interface WebhookConfig {
    /** Interval at which a replica looks for changes and due deliveries, in whole seconds. */
    @WithDefault("PT1S")
    Duration pollInterval();

    /** Timeout of one attempt. */
    @WithDefault("PT15S")
    Duration timeout();

    /** Maximum number of concurrent attempts of a replica. */
    @WithDefault("256")
    int maxConcurrent();

    /** Maximum number of concurrent attempts for one endpoint. */
    @WithDefault("4")
    int maxConcurrentPerEndpoint();

    /** Time without a success after which an endpoint is disabled. */
    @WithDefault("P5D")
    Duration disableAfter();

    /** Factor of the delays between attempts, for tests. */
    @WithDefault("1")
    double delayFactor();
}
