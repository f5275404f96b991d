package run.opentrack.gateway.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentSecurityPolicyTest {
    @Test
    void pages_load_nothing_from_other_hosts() {
        assertThat(SiteRoutes.ContentSecurityPolicy.forPath("/calendar/", Optional.empty()))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("connect-src 'self';", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "http");
    }

    @Test
    void data_may_come_from_the_origin_of_the_calendars_bucket() {
        Optional<URI> bucket = Optional.of(URI.create("https://s3.example.org:9000/bucket/live?x=1"));
        assertThat(SiteRoutes.ContentSecurityPolicy.forPath("/calendar/", bucket))
                .contains("connect-src 'self' https://s3.example.org:9000;")
                .doesNotContain("bucket");
    }

    @Test
    void only_redoc_may_use_inline_styles_and_blob_workers() {
        assertThat(SiteRoutes.ContentSecurityPolicy.forPath("/redoc/", Optional.empty()))
                .contains("style-src 'self' 'unsafe-inline'", "worker-src blob:");
        assertThat(SiteRoutes.ContentSecurityPolicy.forPath("/docs/", Optional.empty()))
                .doesNotContain("unsafe-inline", "blob:");
    }
}
