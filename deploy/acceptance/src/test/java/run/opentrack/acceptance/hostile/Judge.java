package run.opentrack.acceptance.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.opentrack.acceptance.suite.RawHttp.RawAnswer;

/** What every answer must be, whatever was asked. */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LEAK =
            Pattern.compile("(?i)\\b(java|javax|jakarta|io\\.(vertx|quarkus|netty|smallrye)|"
                    + "com\\.fasterxml|run\\.opentrack|org\\.(jboss|hibernate|postgresql|jose4j))\\.[a-z]|exception\\b|\\bat [a-z.]+\\(|"
                    + "sqlstate|\\b(select|insert into|update|delete from) .*(from|values|set|where)\\b|\\bpg_|127\\.0\\.0\\.1|"
                    + "localhost|(auth|competition|export)-service|:\\d{5}\\b");

    private Judge() {}

    /** What is wrong with an answer. */
    static List<String> complaints(Shot shot, RawAnswer answer) {
        List<String> complaints = new ArrayList<>();
        if (answer.status() >= 500) {
            complaints.add("status " + answer.status());
        }
        if (answer.headers().get("X-Request-Id") == null && shot.target().startsWith("/api/")) {
            complaints.add("no X-Request-Id");
        }
        if (answer.status() >= 400 && !shot.method().equals("HEAD") && !hasDetail(answer)) {
            complaints.add("no detail");
        }
        Matcher leak = LEAK.matcher(answer.text());
        String asked = new String(shot.bytes(), StandardCharsets.UTF_8);
        // An answer of 2xx is what clients have written; a refusal is what the suite says.
        while (answer.status() >= 400 && leak.find()) {
            if (!asked.contains(leak.group())) {
                complaints.add("leaks " + leak.group());
            }
        }
        return complaints;
    }

    /** What differs between what was sent and the 201 or 200 that it got. */
    static List<String> unlike(Shot shot, RawAnswer answer) {
        try {
            return ReadBack.differences(shot.body(), answer.body());
        } catch (IOException e) {
            return List.of("accepted, and is no JSON: " + e.getMessage());
        }
    }

    private static boolean hasDetail(RawAnswer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return "application/json".equals(answer.headers().get("Content-Type"))
                    && body.size() == 1
                    && body.hasNonNull("detail");
        } catch (IOException e) {
            return false;
        }
    }
}
