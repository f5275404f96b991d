package run.opentrack.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Client of the API with a fixed set of headers. It adds none, in particular no Content-Type, as Python's requests does
 * for a text.
 */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final String base;
    private final List<String> headers;

    private ApiClient(String base, List<String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** Client without a token. */
    public static ApiClient at(String base) {
        return new ApiClient(base, List.of());
    }

    /** Client without a token for a port on loopback. */
    public static ApiClient on(int port) {
        return at("http://127.0.0.1:" + port);
    }

    /** Client with a bearer token. */
    public ApiClient withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** Client with one more header. */
    public ApiClient with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new ApiClient(base, more);
    }

    public String base() {
        return base;
    }

    /** Value of a header of the requests. */
    public String header(String name) {
        return headers.get(headers.indexOf(name) + 1);
    }

    public Response get(String path) {
        return send("GET", path, null);
    }

    /** Status of a GET, 0 for no response. */
    public int statusOf(String path) {
        try {
            return get(path).status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    public Response post(String path, Object body) {
        return send("POST", path, Json.bytes(body));
    }

    public Response patch(String path, Object body) {
        return send("PATCH", path, Json.bytes(body));
    }

    public Response put(String path, Object body) {
        return send("PUT", path, Json.bytes(body));
    }

    public Response put(String path) {
        return send("PUT", path, null);
    }

    public Response delete(String path) {
        return send("DELETE", path, null);
    }

    public Response form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param body null for none */
    public Response send(String method, String path, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        try {
            return new Response(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A response. */
    public record Response(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        /** Requires a status; a failure shows the response. */
        public Response requireStatus(int status) {
            assertThat(status()).as(toString()).isEqualTo(status);
            return this;
        }

        public byte[] bytes() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.read(response.body());
        }

        /** Value of a header, or null. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** Target of the Link to the next page, or null. */
        public String next() {
            String link = header("Link");
            if (link == null) {
                return null;
            }
            Matcher next = NEXT.matcher(link);
            if (!next.matches()) {
                throw new AssertionError("no link to a next page: " + link);
            }
            return next.group(1);
        }

        @Override
        public String toString() {
            String text = text();
            return status() + " " + (text.length() > 1_000 ? text.substring(0, 1_000) + "…" : text);
        }
    }
}
