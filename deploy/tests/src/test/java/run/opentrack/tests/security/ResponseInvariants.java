package run.opentrack.tests.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.opentrack.tests.support.RawHttpClient.RawResponse;

/** Rules for every response, whatever the request. */
final class ResponseInvariants {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LEAK = Pattern.compile(
            "(?i)\\b(java|javax|jakarta|io\\.(vertx|quarkus|netty|smallrye)|com\\.fasterxml|run\\.opentrack|org\\.(jboss|hibernate|postgresql|jose4j))\\.[a-z]|exception\\b|\\bat"
                    + " [a-z.]+\\(|sqlstate|\\b(select|insert into|update|delete from)"
                    + " .*(from|values|set|where)\\b|\\bpg_|127\\.0\\.0\\.1|"
                    + "localhost|(auth|competition|export)-service|:\\d{5}\\b");

    private ResponseInvariants() {}

    /** Violations of a response. */
    static List<String> violations(FuzzRequest request, RawResponse response) {
        List<String> violations = new ArrayList<>();
        if (response.status() >= 500) {
            violations.add("status " + response.status());
        }
        if (response.headers().get("X-Request-Id") == null && request.target().startsWith("/api/")) {
            violations.add("no X-Request-Id");
        }
        if (!"nosniff".equals(response.headers().get("X-Content-Type-Options"))) {
            violations.add("no nosniff");
        }
        if (response.status() >= 400 && response.status() != 409 && response.body().length > 64 * 1_024) {
            violations.add("an error of " + response.body().length + " bytes");
        }
        if (response.status() >= 400 && !request.method().equals("HEAD") && !hasDetail(response)) {
            violations.add("no detail");
        }
        Matcher leak = LEAK.matcher(response.text());
        String requestText = new String(request.bytes(), StandardCharsets.UTF_8);
        // Only error texts are written by the suite; a 2xx contains client data.
        while (response.status() >= 400 && leak.find()) {
            if (!requestText.contains(leak.group())) {
                violations.add("leaks " + leak.group());
            }
        }
        return violations;
    }

    /** Differences between the request and its 200 or 201. */
    static List<String> roundTripDifferences(FuzzRequest request, RawResponse response) {
        try {
            return CompetitionRoundTrip.differences(request.body(), response.body());
        } catch (IOException e) {
            return List.of("accepted, and is no JSON: " + e.getMessage());
        }
    }

    private static boolean hasDetail(RawResponse response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            return "application/json".equals(response.headers().get("Content-Type"))
                    && body.size() == 1
                    && body.hasNonNull("detail");
        } catch (IOException e) {
            return false;
        }
    }
}
