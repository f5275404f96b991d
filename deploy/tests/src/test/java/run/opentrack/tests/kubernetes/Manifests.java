package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import run.opentrack.tests.support.TestSuites;

/** Rendered overlay, parsed strictly: unknown fields are errors. */
public record Manifests(String overlay, List<JsonNode> documents) {
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                /** Mapper that rejects the unknown fields that the model classes would keep. */
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return Boolean.FALSE;
                }
            });

    public static Path folder() {
        return TestSuites.repository().resolve("deploy/kubernetes");
    }

    /** Renders an overlay, together with the Gateway of another namespace that it uses. */
    static Manifests of(String overlay) {
        return of(overlay, folder().resolve("overlays").resolve(overlay));
    }

    /** Overlay with further components, as an operator adds them. */
    static Manifests with(String overlay, String... components) {
        return extended(overlay, String.join("-", components), "", components);
    }

    /** Overlay with images.yaml of a release, as an operator adds it. */
    static Manifests withDigests(String overlay) {
        return extended(
                overlay,
                "digests",
                Stream.of("migration", "auth-service", "competition-service", "export-service", "gateway")
                        .map(image -> "{name: registry.example.org/opentrack/" + image + ", digest: 'sha256:"
                                + "a".repeat(64) + "'}")
                        .collect(Collectors.joining(", ", "images: [", "]")));
    }

    private static Manifests extended(String overlay, String name, String further, String... components) {
        try {
            Path target = TestSuites.repository().resolve("deploy/tests/target");
            Path folder = Files.createDirectories(target.resolve("overlays/" + overlay + "-" + name));
            Files.writeString(folder.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    resources: [%1$s/overlays/%2$s]
                    components: [%3$s]
                    %4$s
                    """.formatted(
                            folder.relativize(folder()),
                            overlay,
                            Stream.of(components)
                                    .map(component -> folder.relativize(folder()) + "/components/" + component)
                                    .collect(Collectors.joining(", ")),
                            further));
            return of(overlay, folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Manifests of(String overlay, Path folder) {
        List<JsonNode> documents = new ArrayList<>(render(folder));
        boolean hasRoutes =
                documents.stream().anyMatch(document -> name(document).startsWith("HTTPRoute/"));
        if (hasRoutes) {
            documents.addAll(render(folder().resolve("edge")));
        }
        return new Manifests(overlay, documents);
    }

    private static List<JsonNode> render(Path folder) {
        try {
            Process kustomize = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] rendered = kustomize.getInputStream().readAllBytes();
            if (!kustomize.waitFor(30, TimeUnit.SECONDS) || kustomize.exitValue() != 0) {
                throw new IllegalStateException(folder + " does not render");
            }
            return parse(rendered);
        } catch (IOException e) {
            throw new IllegalStateException(folder + " does not render", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static List<JsonNode> parse(byte[] rendered) throws IOException {
        // A duplicate key is an error.
        YAMLFactory yaml = YAMLFactory.builder().build();
        yaml.enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        try (YAMLParser parser = yaml.createParser(rendered)) {
            return new ObjectMapper(yaml)
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(parser)
                    .readAll();
        }
    }

    /** Both environments, and the live one with a restored database, optional components or digests; rendered once. */
    static List<Manifests> overlays() {
        return Rendered.OVERLAYS;
    }

    static Manifests withOptionalComponents() {
        return with("live", "private-store", "quota", "tracing", "user-namespaces");
    }

    private static final class Rendered {
        static final List<Manifests> OVERLAYS =
                List.of(of("test"), of("live"), with("live", "restore"), withOptionalComponents(), withDigests("live"));
    }

    /** Components need kustomize 4. */
    static boolean canRender() {
        try {
            Process version = new ProcessBuilder("kubectl", "version", "--client").start();
            String output = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.matches("(?s).*Kustomize Version: v[4-9].*");
        } catch (IOException e) {
            return false;
        }
    }

    Stream<JsonNode> workloads() {
        return ofKind("Deployment", "Job", "CronJob");
    }

    /** Contents of all files in a folder. */
    static List<String> texts(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Data of the ConfigMap with the settings of all services. */
    JsonNode settings() {
        return ofKind("ConfigMap")
                .filter(map -> map.path("data").has("QUARKUS_SHUTDOWN_DELAY"))
                .findFirst()
                .orElseThrow()
                .path("data");
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static Set<String> names(JsonNode list, String member) {
        return elements(list).map(element -> element.path(member).asText()).collect(Collectors.toSet());
    }

    static boolean selects(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
    }

    Stream<JsonNode> ofKind(String... kinds) {
        List<String> wanted = List.of(kinds);
        return documents.stream()
                .filter(document -> wanted.contains(document.path("kind").asText()));
    }

    /** Converts a document to its type; an unknown field fails. */
    static <T extends HasMetadata> T typed(JsonNode document, Class<T> type) {
        try {
            return STRICT.treeToValue(document, type);
        } catch (IOException e) {
            throw new AssertionError(name(document) + ": " + e.getMessage(), e);
        }
    }

    /** Pod template of a workload. */
    static JsonNode pod(JsonNode workload) {
        JsonNode spec = workload.path("spec");
        return (spec.has("jobTemplate") ? spec.path("jobTemplate").path("spec") : spec).path("template");
    }

    /** Containers of a workload's pod, those that run before the others included. */
    static Stream<JsonNode> containers(JsonNode workload) {
        JsonNode spec = pod(workload).path("spec");
        return Stream.concat(elements(spec.path("initContainers")), elements(spec.path("containers")));
    }

    static String name(JsonNode document) {
        return document.path("kind").asText() + "/"
                + document.path("metadata").path("name").asText();
    }

    @Override
    public String toString() {
        return overlay;
    }
}
