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
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    static Manifests of(String overlay) {
        Path folder = folder().resolve("overlays").resolve(overlay);
        try {
            Process kustomize = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] rendered = kustomize.getInputStream().readAllBytes();
            if (!kustomize.waitFor(30, TimeUnit.SECONDS) || kustomize.exitValue() != 0) {
                throw new IllegalStateException(overlay + " does not render");
            }
            // A duplicate key is an error.
            YAMLFactory yaml = YAMLFactory.builder().build();
            yaml.enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            try (YAMLParser parser = yaml.createParser(rendered)) {
                return new Manifests(
                        overlay,
                        new ObjectMapper(yaml)
                                .readerFor(JsonNode.class)
                                .<JsonNode>readValues(parser)
                                .readAll());
            }
        } catch (IOException e) {
            throw new IllegalStateException(overlay + " does not render", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
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
