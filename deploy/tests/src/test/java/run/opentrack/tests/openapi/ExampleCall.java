package run.opentrack.tests.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;

/** Request of one documented example. */
final class ExampleCall {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final byte[] EMPTY_BODY = {};

    private final ExampleFixtures fixtures;
    private final OpenApiDocument.Operation operation;
    private final String name;
    private final List<String> headers = new ArrayList<>();

    ExampleCall(ExampleFixtures cast, OpenApiDocument.Operation operation, String name) {
        this.fixtures = cast;
        this.operation = operation;
        this.name = name;
    }

    RawResponse send() {
        if (name.equals("locked")) {
            byte[] wrong = form("locked-" + UUID.randomUUID() + "@example.org");
            for (int i = 0; i < 10; i++) {
                exchange(operation.method, operation.path, wrong);
            }
            return exchange(operation.method, operation.path, wrong);
        }
        String method = name.equals("wrong_method") ? "TRACE" : operation.method;
        return exchange(method, target(), body());
    }

    private RawResponse exchange(String method, String target, byte[] body) {
        List<String> lines =
                new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close"));
        lines.addAll(headers);
        token().ifPresent(token -> lines.add("Authorization: Bearer " + token));
        if (isForm()) {
            lines.add("Content-Type: " + FORM);
        }
        if (name.equals("changed_since")) {
            lines.add("If-Match: \"0\"");
        }
        lines.add("Content-Length: " + (name.equals("too_large") ? 20_000_000 : body.length));
        try (RawHttpClient http = RawHttpClient.to(fixtures.suite())) {
            return http.send(
                            RawHttpClient.request(fixtures.resolveIds(String.join("\r\n", lines)), body), 30_000, false)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> token() {
        if (!operation.needsToken() || name.equals("without_token")) {
            return Optional.empty();
        }
        return Optional.of(name.equals("broken_token") ? "broken" : fixtures.tokenFor(operation, name));
    }

    private String target() {
        String path = operation.path;
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : operation.parameters()) {
            String parameterName = parameter.get("name").asText();
            JsonNode example = example(parameter);
            switch (parameter.get("in").asText()) {
                case "path" -> path = path.replace("{" + parameterName + "}", segment(parameterName, parameter));
                case "query" ->
                    values(example).forEach(value -> query.add(parameterName + "=" + ApiClient.encode(value)));
                default -> values(example).forEach(value -> headers.add(parameterName + ": " + value));
            }
        }
        if (name.equals("unknown_path")) {
            path += (path.endsWith("/") ? "" : "/") + "no/such/path";
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** Value of a parameter; an error example needs any valid value of a required one. */
    private JsonNode example(JsonNode parameter) {
        var examples = operation.examples(parameter);
        boolean needed = parameter.path("required").asBoolean()
                && !name.startsWith("without_" + parameter.get("name").asText());
        return examples.isEmpty() || !needed
                ? examples.get(name)
                : examples.getOrDefault(name, examples.values().iterator().next());
    }

    private String segment(String parameter, JsonNode node) {
        var examples = operation.examples(node);
        if (parameter.equals("id")) {
            String documented = examples.values().iterator().next().asText();
            return switch (name) {
                case "no_uuid" -> "7f3e1d0a";
                case "unknown_id" -> UUID.randomUUID().toString();
                default -> fixtures.idFor(operation, name, documented);
            };
        }
        return examples.getOrDefault(name, examples.values().iterator().next()).asText();
    }

    private static List<String> values(JsonNode example) {
        if (example == null) {
            return List.of();
        }
        return example.isArray()
                ? StreamSupport.stream(example.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of(example.asText());
    }

    private byte[] body() {
        if (name.equals("too_large")) {
            return EMPTY_BODY;
        }
        if (name.equals("not_json")) {
            return "{\"latitude\":NaN}".getBytes(StandardCharsets.UTF_8);
        }
        if (name.equals("no_object")) {
            return "[]".getBytes(StandardCharsets.UTF_8);
        }
        var examples = operation.requestExamples(isForm() ? FORM : "application/json");
        if (examples.isEmpty()) {
            return EMPTY_BODY;
        }
        JsonNode example =
                examples.getOrDefault(name, examples.values().iterator().next());
        return isForm() ? form(example) : example.toString().getBytes(StandardCharsets.UTF_8);
    }

    private boolean isForm() {
        return operation.id().equals("issueToken");
    }

    private static byte[] form(String username) {
        return ("username=" + ApiClient.encode(username) + "&password=wrong+password").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] form(JsonNode example) {
        return example.properties().stream()
                .map(field ->
                        field.getKey() + "=" + ApiClient.encode(field.getValue().asText()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
