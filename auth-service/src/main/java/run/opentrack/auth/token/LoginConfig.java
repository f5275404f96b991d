package run.opentrack.auth.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often somebody may guess. */
@ConfigMapping(prefix = "opentrack.login")
public interface LoginConfig {
    /** So many failures for one e-mail within the window, and no further login is tried. */
    @WithDefault("10")
    int failures();

    /** The window; a failure counts for so long. */
    @WithDefault("PT15M")
    Duration window();
}
