package run.opentrack.tests.kubernetes;

import static run.opentrack.tests.kubernetes.Manifests.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** Objects that an object requires, or that an operator creates for it, as {@code Kind/name}. */
final class ObjectReferences {
    private ObjectReferences() {}

    /** Objects that an operator creates for a document. */
    static Set<String> createdFor(JsonNode document) {
        String own = document.at("/metadata/name").asText();
        boolean certified = document.at("/metadata/annotations/cert-manager.io~1cluster-issuer")
                .isTextual();
        return switch (document.path("kind").asText()) {
            case "ExternalSecret" ->
                Set.of("Secret/" + document.at("/spec/target/name").asText());
            case "Cluster" ->
                Set.of(
                        "Secret/" + own + "-app",
                        "Secret/" + own + "-ca",
                        "Service/" + own + "-rw",
                        "Service/" + own + "-ro");
            case "Ingress", "Gateway" -> certified ? certificates(document) : Set.of();
            default -> Set.of();
        };
    }

    /** Objects that a document requires. */
    static Set<String> requiredBy(JsonNode document) {
        Set<String> references = new TreeSet<>();
        JsonNode spec = document.path("spec");
        switch (document.path("kind").asText()) {
            case "Deployment", "Job", "CronJob" ->
                references.addAll(PodDependencies.of(pod(document).path("spec")));
            case "Ingress", "Gateway" -> references.addAll(certificates(document));
            case "HorizontalPodAutoscaler" ->
                references.add(spec.at("/scaleTargetRef/kind").asText() + "/"
                        + spec.at("/scaleTargetRef/name").asText());
            case "HTTPRoute" ->
                spec.path("parentRefs")
                        .forEach(parent ->
                                references.add("Gateway/" + parent.path("name").asText()));
            case "ScheduledBackup" ->
                references.add("Cluster/" + spec.at("/cluster/name").asText());
            case "Cluster" -> {
                spec.at("/managed/roles")
                        .forEach(role -> references.add(
                                "Secret/" + role.at("/passwordSecret/name").asText()));
                spec.findValuesAsText("barmanObjectName").forEach(store -> references.add("ObjectStore/" + store));
            }
            case "ObjectStore" ->
                spec.at("/configuration/s3Credentials")
                        .findValuesAsText("name")
                        .forEach(secret -> references.add("Secret/" + secret));
            case "ConfigMap" -> {
                String host = document.at("/data/OPENTRACK_DATABASE_HOST").asText();
                if (!host.isEmpty()) {
                    references.add("Service/" + host);
                }
            }
            default -> {
                // Other kinds refer to labels only.
            }
        }
        return references;
    }

    private static Set<String> certificates(JsonNode document) {
        Set<String> secrets = new TreeSet<>();
        document.at("/spec/tls")
                .forEach(tls -> secrets.add("Secret/" + tls.path("secretName").asText()));
        document.at("/spec/listeners").forEach(listener -> listener.at("/tls/certificateRefs")
                .forEach(reference ->
                        secrets.add("Secret/" + reference.path("name").asText())));
        return secrets;
    }
}
