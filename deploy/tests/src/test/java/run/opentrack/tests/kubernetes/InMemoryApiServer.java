package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Kubernetes API as far as kubectl needs it: discovery, strictly parsed objects in memory, and the conditions that
 * controllers would set. An object is ready once all objects that it refers to exist.
 */
final class InMemoryApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    /** Conditions of kinds that kubectl waits for. */
    private static final Map<String, String> CONDITIONS =
            Map.of("Cluster", "Ready", "Job", "Complete", "Deployment", "Available");

    private final HttpServer server;
    /** By path. */
    private final Map<String, ObjectNode> objects = new TreeMap<>();

    InMemoryApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All objects of a namespace. */
    synchronized List<JsonNode> objectsOf(String namespace) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().contains("/namespaces/" + namespace + "/"))
                .map(entry -> (JsonNode) entry.getValue())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        try (exchange) {
            int status = 200;
            JsonNode answer;
            try {
                answer = switch (exchange.getRequestMethod()) {
                    case "POST" -> create(path, body(exchange));
                    case "PATCH" -> patch(path, body(exchange));
                    case "DELETE" -> delete(path);
                    default -> query.containsKey("watch") ? null : get(path, query);
                };
            } catch (ApiException e) {
                status = e.code;
                answer = e.status();
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            byte[] content = answer == null ? new byte[0] : JSON.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private synchronized JsonNode create(String path, JsonNode object) {
        require(object, path);
        String own = path + "/" + object.at("/metadata/name").asText();
        if (objects.containsKey(own)) {
            throw new ApiException(409, "AlreadyExists", own + " already exists");
        }
        ((ObjectNode) object.path("metadata"))
                .put("uid", UUID.randomUUID().toString())
                .put("resourceVersion", "1");
        objects.put(own, (ObjectNode) object);
        return object;
    }

    /** Replaces an object by the applied one, or merges other patches, which have no lists. */
    private synchronized JsonNode patch(String path, JsonNode patch) throws IOException {
        ObjectNode before = existing(path);
        JsonNode applied = patch.at("/metadata/annotations").path(LAST_APPLIED);
        ObjectNode after = before.deepCopy();
        if (applied.isTextual()) {
            after = (ObjectNode) JSON.readTree(applied.asText());
            after.withObject("/metadata").setAll((ObjectNode) before.path("metadata"));
            after.withObject("/metadata/annotations").put(LAST_APPLIED, applied.asText());
        } else {
            JSON.readerForUpdating(after).readValue(patch);
        }
        require(after, path.substring(0, path.lastIndexOf('/')));
        String immutable = path.contains("/jobs/") ? "/spec/template" : "/spec/selector";
        if (path.matches(".*/(jobs|deployments)/.*") && !before.at(immutable).equals(after.at(immutable))) {
            throw new ApiException(422, "Invalid", path + immutable + ": field is immutable");
        }
        objects.put(path, after);
        return after;
    }

    private synchronized JsonNode delete(String path) {
        JsonNode deleted = existing(path);
        objects.remove(path);
        return deleted;
    }

    private synchronized JsonNode get(String path, Map<String, String> query) {
        JsonNode discovered = discover(path);
        if (discovered != null) {
            return discovered;
        }
        String plural = path.substring(path.lastIndexOf('/') + 1);
        for (ObjectKind kind : ObjectKind.ALL) {
            if (kind.plural().equals(plural)) {
                ObjectNode list = JSON.createObjectNode()
                        .put("apiVersion", kind.apiVersion())
                        .put("kind", kind.kind() + "List");
                list.putObject("metadata").put("resourceVersion", "1");
                ArrayNode items = list.putArray("items");
                objects.forEach((own, object) -> {
                    if (own.startsWith(path + "/") && isSelected(object, query)) {
                        items.add(withStatus(object));
                    }
                });
                return list;
            }
        }
        return withStatus(existing(path));
    }

    private static JsonNode discover(String path) {
        Set<String> versions =
                ObjectKind.ALL.stream().map(ObjectKind::apiVersion).collect(Collectors.toSet());
        ObjectNode answer = JSON.createObjectNode();
        if (path.equals("/version")) {
            return answer.put("major", "1").put("minor", "36").put("gitVersion", "v1.36.0");
        }
        if (path.equals("/api")) {
            answer.putArray("versions").add("v1");
            return answer.put("kind", "APIVersions");
        }
        if (path.equals("/apis")) {
            ArrayNode groups = answer.put("kind", "APIGroupList").putArray("groups");
            versions.stream().filter(version -> version.contains("/")).forEach(version -> groups.addObject()
                    .put("name", version.replaceAll("/.*", ""))
                    .putArray("versions")
                    .addObject()
                    .put("groupVersion", version)
                    .put("version", version.replaceAll(".*/", "")));
            return answer;
        }
        String version = path.replaceFirst("^/apis?/", "");
        if (!versions.contains(version)) {
            return null;
        }
        ArrayNode resources = answer.put("kind", "APIResourceList")
                .put("groupVersion", version)
                .putArray("resources");
        for (ObjectKind kind : ObjectKind.ALL) {
            if (kind.apiVersion().equals(version)) {
                ArrayNode verbs = resources
                        .addObject()
                        .put("name", kind.plural())
                        .put("kind", kind.kind())
                        .put("namespaced", kind.isNamespaced())
                        .putArray("verbs");
                List.of("create", "delete", "get", "list", "patch", "watch").forEach(verbs::add);
            }
        }
        return answer;
    }

    /** The rules of admission: known fields only, the path of the kind, an existing namespace. */
    private void require(JsonNode object, String path) {
        ObjectNode plain = object.deepCopy();
        plain.remove("status");
        ObjectKind kind;
        try {
            kind = ObjectKind.strictlyOf(plain);
        } catch (AssertionError e) {
            throw new ApiException(400, "BadRequest", e.getMessage());
        }
        if (!path.endsWith("/" + kind.plural())) {
            throw new ApiException(400, "BadRequest", Manifests.name(object) + " is not of " + path);
        }
        if (kind.isNamespaced()) {
            String namespace = path.replaceAll(".*/namespaces/([^/]+)/.*", "$1");
            existing("/api/v1/namespaces/" + namespace);
        }
    }

    private ObjectNode existing(String path) {
        ObjectNode object = objects.get(path);
        if (object == null) {
            throw new ApiException(404, "NotFound", path + " not found");
        }
        return object;
    }

    private ObjectNode withStatus(ObjectNode object) {
        String condition = CONDITIONS.get(object.path("kind").asText());
        if (condition == null) {
            return object;
        }
        List<JsonNode> neighbours = objectsOf(object.at("/metadata/namespace").asText());
        Set<String> existing = new TreeSet<>();
        neighbours.forEach(one -> {
            existing.add(Manifests.name(one));
            existing.addAll(ObjectReferences.createdFor(one));
        });
        boolean ready = existing.containsAll(ObjectReferences.requiredBy(object));
        // The services are not ready before a migration.
        if (condition.equals("Available")) {
            ready &= existing.stream().anyMatch(name -> name.startsWith("Job/migration"));
        }
        ObjectNode answer = object.deepCopy();
        answer.withObject("/status")
                .put("observedGeneration", 1)
                .put("updatedReplicas", 1)
                .put("replicas", 1)
                .put("availableReplicas", ready ? 1 : 0)
                .putArray("conditions")
                .addObject()
                .put("type", condition)
                .put("status", ready ? "True" : "False");
        return answer;
    }

    private static boolean isSelected(JsonNode object, Map<String, String> query) {
        JsonNode labels = object.at("/metadata/labels");
        String name = query.getOrDefault("fieldSelector", "").replaceFirst("^metadata.name=", "");
        boolean named = name.isEmpty() || object.at("/metadata/name").asText().equals(name);
        for (String selector : query.getOrDefault("labelSelector", "").split(",")) {
            String[] parts = selector.split("!?=", 2);
            named &= parts.length < 2 || labels.path(parts[0]).asText().equals(parts[1]) != selector.contains("!=");
        }
        return named;
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return JSON.readTree(exchange.getRequestBody());
    }

    private static Map<String, String> query(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = (pair + "=").split("=", 3);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Refusal that kubectl prints. */
    private static final class ApiException extends RuntimeException {
        private final int code;
        private final String reason;

        ApiException(int code, String reason, String message) {
            super(message);
            this.code = code;
            this.reason = reason;
        }

        JsonNode status() {
            return JSON.createObjectNode()
                    .put("kind", "Status")
                    .put("apiVersion", "v1")
                    .put("status", "Failure")
                    .put("reason", reason)
                    .put("code", code)
                    .put("message", getMessage());
        }
    }
}
