package run.opentrack.tests.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import run.opentrack.tests.support.ApiClient;

/** OpenAPI document of a suite, with resolved references. */
final class OpenApiDocument {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode root;

    private OpenApiDocument(JsonNode root) {
        this.root = root;
    }

    static OpenApiDocument of(ApiClient anonymous) {
        return new OpenApiDocument(anonymous.get("/openapi.json").json());
    }

    JsonNode root() {
        return root;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(member -> {
                    if (METHODS.contains(member.getKey())) {
                        operations.add(new Operation(
                                path.getKey(), member.getKey().toUpperCase(), path.getValue(), member.getValue()));
                    }
                }));
        return operations;
    }

    JsonNode resolve(JsonNode node) {
        JsonNode resolved = node;
        while (resolved.has("$ref")) {
            resolved = root.at(resolved.get("$ref").asText().substring(1));
        }
        return resolved;
    }

    /** Violations of a schema. */
    Set<String> violations(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", root.get("components"));
        Schema validator = SCHEMAS.getSchema(whole);
        Set<String> violations = new java.util.TreeSet<>();
        validator.validate(value).forEach(error -> violations.add(error.toString()));
        return violations;
    }

    /** A method on a path. */
    final class Operation {
        final String path;
        final String method;
        private final JsonNode pathItem;
        private final JsonNode node;

        private Operation(String path, String method, JsonNode pathItem, JsonNode node) {
            this.path = path;
            this.method = method;
            this.pathItem = pathItem;
            this.node = node;
        }

        String id() {
            return node.get("operationId").asText();
        }

        boolean needsToken() {
            return !node.has("security") || !node.get("security").isEmpty();
        }

        /** True if an API key is accepted instead of a token. */
        boolean acceptsKeys() {
            return !node.has("security");
        }

        String tag() {
            return node.get("tags").get(0).asText();
        }

        List<JsonNode> parameters() {
            List<JsonNode> parameters = new ArrayList<>();
            pathItem.path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
            node.path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
            return parameters;
        }

        /** Schema and examples of a media type. */
        JsonNode body(String mediaType) {
            return node.path("requestBody").path("content").path(mediaType);
        }

        /** Examples of the request body. */
        Map<String, JsonNode> requestExamples(String mediaType) {
            return examples(body(mediaType));
        }

        Map<String, JsonNode> examples(JsonNode holder) {
            Map<String, JsonNode> examples = new LinkedHashMap<>();
            holder.path("examples")
                    .fields()
                    .forEachRemaining(example -> examples.put(
                            example.getKey(), resolve(example.getValue()).get("value")));
            return examples;
        }

        /** Responses by status. */
        Map<String, JsonNode> responses() {
            Map<String, JsonNode> responses = new LinkedHashMap<>();
            node.get("responses")
                    .fields()
                    .forEachRemaining(response -> responses.put(response.getKey(), resolve(response.getValue())));
            return responses;
        }

        /** Examples of all responses. */
        List<Documented> responseExamples() {
            List<Documented> documented = new ArrayList<>();
            responses().forEach((status, response) -> {
                JsonNode json = response.path("content").path("application/json");
                examples(json)
                        .forEach((name, value) ->
                                documented.add(new Documented(status, name, value, json.get("schema"))));
            });
            return documented;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A documented response. */
    record Documented(String status, String name, JsonNode value, JsonNode schema) {}
}
