package run.opentrack.gateway.site;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.AcceptedEncodings;

/**
 * Routes of the web site: security headers, page redirects, site settings and webjar files. The pages are static files
 * in {@code META-INF/resources}.
 */
@ApplicationScoped
class SiteRoutes {
    /** Pages served with and without a trailing slash, as the API. */
    private static final Set<String> PAGES = Set.of(
            "/account", "/admin", "/calendar", "/competition", "/docs", "/duplicates", "/redoc", "/signup", "/status");

    private static final Map<String, WebjarAsset.File> WEBJAR_FILES = Map.of(
            "/site/vendor/swagger-ui.js", new WebjarAsset.File("swagger-ui", "swagger-ui-bundle.js"),
            "/site/vendor/swagger-ui.css", new WebjarAsset.File("swagger-ui", "swagger-ui.css"),
            "/site/vendor/redoc.js", new WebjarAsset.File("redoc", "redoc.standalone.js"));

    private static final String SERVER_HEADERS = SiteRoutes.class.getName();

    private final SiteConfig config;
    /** Loaded on first use to keep the start-up short. */
    private final Map<String, WebjarAsset> webjarAssets = new ConcurrentHashMap<>();

    SiteRoutes(SiteConfig config) {
        this.config = config;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE + 1).handler(this::addSecurityHeaders);
        // The webjars' own pages load files from other hosts.
        router.route("/webjars/*")
                .order(Integer.MIN_VALUE + 2)
                .handler(request -> request.fail(ApiException.notFound()));
        router.get("/site.json").handler(this::sendSettings);
        WEBJAR_FILES.forEach((path, file) -> router.get(path)
                .blockingHandler(
                        request -> send(request, webjarAssets.computeIfAbsent(path, first -> file.read())), false));
    }

    private void addSecurityHeaders(RoutingContext request) {
        String path = request.normalizedPath();
        MultiMap headers = request.response().headers();
        if (PAGES.contains(path)) {
            // Rerouting clears the headers that the server has set.
            request.put(SERVER_HEADERS, MultiMap.caseInsensitiveMultiMap().addAll(headers));
            request.reroute(path + "/");
            return;
        }
        headers.addAll(request.get(SERVER_HEADERS, MultiMap.caseInsensitiveMultiMap()))
                .set("Content-Security-Policy", ContentSecurityPolicy.forPath(path, config.url()))
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                .set("Cache-Control", "no-cache");
        request.next();
    }

    private void sendSettings(RoutingContext request) {
        request.response()
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(SiteSettingsJson.render(config.url(), config.prefix()));
    }

    private static void send(RoutingContext request, WebjarAsset file) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", file.type())
                .putHeader("Cache-Control", "public, max-age=3600")
                .putHeader("Vary", "Accept-Encoding");
        String encodings = String.join(",", request.request().headers().getAll("Accept-Encoding"));
        if (AcceptedEncodings.preferGzip(encodings)) {
            response.putHeader("Content-Encoding", "gzip").end(file.compressed());
        } else {
            response.end(file.plain());
        }
    }

    /** Location of the published calendars for the site's pages. */
    @ConfigMapping(prefix = "opentrack.static")
    public interface SiteConfig {
        /** Public URL of the bucket; without it the calendar page is disabled. */
        Optional<URI> url();

        /** Key prefix of the export service, its {@code opentrack.store.prefix}. */
        @WithDefault("live")
        String prefix();
    }

    /**
     * Content-Security-Policy of the site's pages. Everything is loaded from this host; data also from the calendars'
     * bucket.
     */
    static final class ContentSecurityPolicy {
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
}
