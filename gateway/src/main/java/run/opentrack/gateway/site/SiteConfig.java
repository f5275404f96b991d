package run.opentrack.gateway.site;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Location of the published calendars for the site's pages. */
@ConfigMapping(prefix = "opentrack.static")
public interface SiteConfig {
    /** Public URL of the bucket; without it the calendar page is disabled. */
    Optional<URI> url();

    /** Key prefix of the export service, its {@code opentrack.store.prefix}. */
    @WithDefault("live")
    String prefix();
}
