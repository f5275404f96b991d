package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/** Paths that try to reach internal endpoints (health, metrics) through the gateway. */
class PathTraversalTest {
    private static final List<String> INTERNAL_PATHS = List.of(
            "q/metrics",
            "q/health",
            "q/health/ready",
            "q/info",
            "q/openapi",
            "q/dev",
            "metrics",
            "health",
            "admin",
            "keys");
    private static final List<String> ENCODINGS = List.of(
            "/%s",
            "/%s/",
            "//%s",
            "///%s",
            "/./%s",
            "/api/../%s",
            "/api/v1/../../%s",
            "/api/v1/competitions/../../../%s",
            "/api/v1/competitions/%%2e%%2e/%%2e%%2e/%%2e%%2e/%s",
            "/api/v1/competitions/.%%2e/.%%2e/.%%2e/%s",
            "/api/v1/competitions/..%%2f..%%2f..%%2f%s",
            "/api/v1/competitions/..%%5c..%%5c..%%5c%s",
            "/api/v1/competitions/..\\..\\..\\%s",
            "/api/v1/competitions/..;/..;/..;/%s",
            "/api/v1/competitions/..;x=1/..;x=1/..;x=1/%s",
            "/api/v1/competitions/%%252e%%252e/%%252e%%252e/%s",
            "/api/v1/competitions/%%c0%%ae%%c0%%ae/%s",
            "/api/v1/competitions/by-national-id/EST/2027/..%%2f..%%2f..%%2f..%%2f..%%2f..%%2f%s",
            "/api/v1/competitions/by-national-id/EST/2027/%%2e%%2e%%2f%%2e%%2e%%2f%s",
            "/api/v1/competitions/by-national-id/EST/2027/..%%5c..%%5c%s",
            "/api/v1/competitions/by-national-id/EST/2027/..%%3b%%2f%s",
            "/api/v1/competitions/by-national-id/%%2e%%2e%%2f%%2e%%2e%%2f%s/a/b",
            "/api/v1/competitions/by-national-id/EST/2027/a/..%%2f%s",
            "/api/v1/competitions/by-national-id/EST/2027/%%252e%%252e%%252f%s",
            "/api/v1/auth/../../../%s",
            "/api/v1/exports/../../../%s",
            "/api/v1/ping/../../../%s",
            "/docs/../%s",
            "/docs/%%2e%%2e/%s",
            "/openapi.json/../%s",
            "/api/v1/competitions;x=1/%s",
            "/api/v1/competitions%%3bx=1/%s",
            "/api/v1/competitions%%00/%s",
            "/;/%s",
            "/%%2f%s",
            "/%%5c%s",
            "\\%s",
            "http://127.0.0.1/%s",
            "http://127.0.0.1:9082/%s");

    private final Suite suite = TestSuites.shared();
    private final String superuser = new TestAccounts(suite).superuserToken();

    @Test
    void no_internal_path_is_reached_in_any_of_300_ways() throws IOException {
        List<String> reached = new ArrayList<>();
        for (String target : targets()) {
            RawResponse response = get(target);
            boolean rejected = response.status() >= 400 && response.status() < 500;
            boolean page = response.status() == 302
                    || response.headers().getOrDefault("Content-Type", "").startsWith("text/html");
            if (!rejected && !page
                    || response.text().contains("jvm_")
                    || response.text().contains("\"UP\"")) {
                reached.add(target + " -> " + response);
            }
        }
        assertThat(targets()).hasSizeGreaterThan(300);
        assertThat(reached).isEmpty();
    }

    @Test
    void upper_case_is_another_path() throws IOException {
        for (String target : List.of("/Q/health", "/API/v1/ping/", "/api/V1/competitions/", "/Q/METRICS")) {
            assertThat(get(target).status()).as(target).isEqualTo(404);
        }
    }

    private static List<String> targets() {
        List<String> targets = new ArrayList<>();
        for (String way : ENCODINGS) {
            INTERNAL_PATHS.forEach(inner -> targets.add(way.formatted(inner)));
        }
        return targets;
    }

    private RawResponse get(String target) throws IOException {
        String head = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer "
                + superuser;
        try (RawHttpClient http = RawHttpClient.to(suite)) {
            return http.send(RawHttpClient.request(head, new byte[0]), 10_000, false)
                    .orElseThrow(() -> new AssertionError("no response to " + target));
        }
    }
}
