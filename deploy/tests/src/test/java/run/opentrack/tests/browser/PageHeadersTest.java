package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestSuites;

class PageHeadersTest {
    private static final List<String> OWN = List.of(
            "/", "/account", "/admin", "/calendar", "/competition", "/docs", "/duplicates", "/signup", "/status");

    private final SuiteFile suite = TestSuites.shared().describe();
    private final ApiClient anonymous = ApiClient.at(suite.gatewayUrl());

    @Test
    void pages_respond_alike_with_and_without_a_slash() {
        for (String path : OWN) {
            assertThat(anonymous.get(path).status()).as(path).isEqualTo(200);
            assertThat(anonymous.get(path.equals("/") ? path : path + "/").text())
                    .isEqualTo(anonymous.get(path).text());
        }
    }

    @Test
    void own_pages_allow_no_inline_script_and_connect_to_the_static_files_only() {
        String bucket = suite.staticUrl();
        String origin = bucket.substring(0, bucket.lastIndexOf('/'));
        for (String path : OWN) {
            assertThat(anonymous.get(path).header("Content-Security-Policy"))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; ")
                    .contains("; connect-src 'self' " + origin + ";")
                    .contains("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void redoc_allows_no_inline_script() {
        assertThat(anonymous.get("/redoc").header("Content-Security-Policy"))
                .contains("script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
    }

    @Test
    void pages_have_nosniff_frame_and_referrer_headers() {
        List<String> paths = new ArrayList<>(OWN);
        paths.addAll(List.of("/docs/", "/site/site.css", "/site/vendor/redoc.js", "/site.json", "/no-such-page"));
        for (String path : paths) {
            ApiClient.Response response = anonymous.get(path);
            assertThat(response.header("X-Request-Id")).as(path).isNotNull();
            assertThat(response.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(response.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(response.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
        }
    }

    @Test
    void pages_of_libraries_are_not_served() {
        anonymous.get("/webjars/swagger-ui/index.html").requireStatus(404);
        assertThat(anonymous.get("/site/vendor/redoc.js").text()).doesNotContain("cdn.redoc.ly");
    }
}
