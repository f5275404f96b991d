package run.opentrack.export.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** Settings of the export. */
@ConfigMapping(prefix = "opentrack.export")
public interface ExportConfig {
    /** Time of the nightly run; a missed run is caught up. */
    @WithDefault("02:00")
    LocalTime time();

    /** Time zone of that time, and of the date that selects the published years. */
    @WithDefault("Europe/London")
    ZoneId zone();

    /** Nightly runs by this service; off if a CronJob starts them. Failed runs are retried in either case. */
    @WithDefault("true")
    boolean scheduled();

    /** Interval at which a replica checks for due, abandoned and failed runs. */
    @WithDefault("PT15S")
    Duration pollInterval();

    /** Delay before a failed run is retried; doubled for each further attempt, at most five minutes. */
    @WithDefault("PT30S")
    Duration retryAfter();

    /** Duration of a lease; a run that is not renewed for that long is taken over by another replica. */
    @WithDefault("PT60S")
    Duration leaseDuration();

    /** Interval at which a replica compares the bucket with what was published, to correct late uploads. */
    @WithDefault("PT1M")
    Duration checkInterval();

    /** Folder for files before they are published; the system's temporary folder by default. */
    Optional<Path> folder();
}
