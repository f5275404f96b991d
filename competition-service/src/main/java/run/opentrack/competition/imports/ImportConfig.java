package run.opentrack.competition.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/** Settings of imports. */
@ConfigMapping(prefix = "opentrack.imports")
public interface ImportConfig {
    /** Time at which addresses are imported each night, before the export. */
    @WithDefault("01:00")
    LocalTime time();

    /** Time zone of that time. */
    @WithDefault("Europe/London")
    ZoneId zone();

    /** Maximum time to fetch a file from an address, in total. */
    @WithDefault("PT30S")
    Duration fetchTimeout();

    /** Retention of imports with their reports. */
    @WithDefault("P30D")
    Duration retention();
}
