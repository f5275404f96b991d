package run.opentrack.gateway.site;

import java.net.URI;
import java.util.Optional;

/**
 * Content-Security-Policy of the site's pages. Everything is loaded from this host; data also from the calendars'
 * bucket.
 */
final class ContentSecurityPolicy {
    private static final String REDOC = "/redoc";

    private ContentSecurityPolicy() {}

    static String forPath(String path, Optional<URI> calendars) {
        String connect = "'self'" + calendars.map(url -> " " + origin(url)).orElse("");
        String rest = "; img-src 'self' data:; connect-src " + connect
                + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        // ReDoc injects styles at run time and searches in a worker from a blob URL.
        return path.startsWith(REDOC)
                ? "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src blob:" + rest
                : "default-src 'none'; script-src 'self'; style-src 'self'" + rest;
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
