package run.opentrack.export.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** When and how calendars are published. */
@ConfigMapping(prefix = "opentrack.export")
public interface ExportConfig {
    /** The time of the night; a night that was missed is caught up with. */
    @WithDefault("02:00")
    LocalTime time();

    /** The zone of that time, and of the day that decides which years are published. */
    @WithDefault("Europe/London")
    ZoneId zone();

    /** Off where something else starts the nights, a CronJob for one; what failed is tried again all the same. */
    @WithDefault("true")
    boolean scheduled();

    /** How often a replica looks whether a run is due, was left behind or is to be tried again. */
    @WithDefault("PT15S")
    Duration pollInterval();

    /** How long after a run that failed the next attempt is made; twice as long after each, at most five minutes. */
    @WithDefault("PT30S")
    Duration retryAfter();

    /** How long a run that gives no sign of life is left alone before another replica takes it over. */
    @WithDefault("PT60S")
    Duration leaseDuration();

    /** Where files are built before they are published; the system's folder for temporary files unless set. */
    Optional<Path> folder();
}
