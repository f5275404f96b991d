package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects that a pod requires: service accounts, config maps and secrets, as {@code Kind/name}, without optional ones.
 */
final class PodDependencies {
    private final Set<String> names = new TreeSet<>();

    private PodDependencies() {}

    static Set<String> of(JsonNode pod) {
        PodDependencies references = new PodDependencies();
        references.add("ServiceAccount", pod.path("serviceAccountName"));
        pod.path("volumes").forEach(volume -> {
            references.add("Secret", volume.path("secret").path("secretName"));
            references.add("ConfigMap", volume.path("configMap").path("name"));
        });
        for (String containers : new String[] {"initContainers", "containers"}) {
            pod.path(containers).forEach(container -> {
                container.path("env").forEach(variable -> references.from(variable.path("valueFrom"), "KeyRef"));
                container.path("envFrom").forEach(source -> references.from(source, "Ref"));
            });
        }
        return references.names;
    }

    private void from(JsonNode source, String suffix) {
        addUnlessOptional("Secret", source.path("secret" + suffix));
        addUnlessOptional("ConfigMap", source.path("configMap" + suffix));
    }

    private void addUnlessOptional(String kind, JsonNode reference) {
        if (!reference.path("optional").asBoolean()) {
            add(kind, reference.path("name"));
        }
    }

    private void add(String kind, JsonNode name) {
        if (name.isTextual()) {
            names.add(kind + "/" + name.asText());
        }
    }
}
