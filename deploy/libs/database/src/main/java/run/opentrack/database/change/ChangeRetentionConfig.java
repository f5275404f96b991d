package run.opentrack.database.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Retention of changes, which the services that read and export them have in common. */
@ConfigMapping(prefix = "opentrack.changes")
public interface ChangeRetentionConfig {
    /**
     * Time for which removals are kept, and the period of the changes in the files {@code changes/}. A follower with an older
     * token gets 410 and synchronizes anew.
     */
    @WithDefault("P90D")
    Duration retention();
}
