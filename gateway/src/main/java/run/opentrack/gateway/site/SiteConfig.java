package run.opentrack.gateway.site;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Where the site's pages read the published calendars. */
@ConfigMapping(prefix = "opentrack.static")
public interface SiteConfig {
    /** The public address of the bucket; without it the calendar page says that there is none. */
    Optional<URI> url();

    /** What the export service puts before every name: its {@code opentrack.store.prefix}. */
    @WithDefault("live")
    String prefix();
}
