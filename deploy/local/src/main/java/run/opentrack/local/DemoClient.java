package run.opentrack.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** API client of the local superuser. It honours {@code Retry-After}. */
final class DemoClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String token;

    private DemoClient(String base, String token) {
        this.base = base;
        this.token = token;
    }

    record Response(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new StartupException("a response is not JSON", e);
            }
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    static DemoClient login(SuiteFile suite) {
        String form = "username=" + encode(suite.superuser().email()) + "&password="
                + encode(suite.superuser().password());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(suite.gatewayUrl() + "/api/v1/auth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        Response response = send(request);
        if (response.status() != 200) {
            throw new StartupException("the login of the superuser failed: " + response);
        }
        return new DemoClient(
                suite.gatewayUrl(), response.json().get("access_token").asText());
    }

    Response get(String path) {
        return send(request(path).GET());
    }

    Response post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new StartupException("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token);
    }

    private static Response send(HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.timeout(Duration.ofSeconds(30)).build();
            HttpResponse<String> response = HTTP.send(sent, HttpResponse.BodyHandlers.ofString());
            while (response.statusCode() == 429 || response.statusCode() == 503) {
                pause(1_000 * response.headers().firstValueAsLong("Retry-After").orElse(1));
                response = HTTP.send(sent, HttpResponse.BodyHandlers.ofString());
            }
            return new Response(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new StartupException("the gateway does not respond", e);
        } catch (InterruptedException e) {
            throw new StartupException("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
