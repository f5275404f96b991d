package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Connections that the network policies of both ends allow, as {@code from > to}. */
final class NetworkPolicyGraph {
    private static final List<String> COMPONENTS =
            List.of("gateway", "auth-service", "competition-service", "export-service", "migration", "database");

    private NetworkPolicyGraph() {}

    static Set<String> of(List<JsonNode> policies) {
        Set<String> arrows = new TreeSet<>();
        for (String from : COMPONENTS) {
            for (String to : COMPONENTS) {
                if (allows(policies, from, to, "egress", "to") && allows(policies, to, from, "ingress", "from")) {
                    arrows.add(from + " > " + to);
                }
            }
        }
        return arrows;
    }

    private static boolean allows(List<JsonNode> policies, String self, String other, String direction, String peers) {
        return policies.stream()
                .filter(policy -> isOf(policy.at("/spec/podSelector"), self)
                        && !policy.at("/spec/podSelector").isEmpty())
                .flatMap(policy -> java.util.stream.StreamSupport.stream(
                        policy.path("spec").path(direction).spliterator(), false))
                .anyMatch(rule -> reaches(rule.path(peers), other));
    }

    /** A rule without peers is for external ones: clients of the gateway, the API server of the database. */
    private static boolean reaches(JsonNode peers, String other) {
        for (JsonNode peer : peers) {
            if (peer.has("podSelector") && !peer.has("namespaceSelector") && isOf(peer.path("podSelector"), other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(JsonNode selector, String part) {
        JsonNode labels = selector.path("matchLabels");
        String name = labels.path("app.kubernetes.io/name").asText();
        String component = labels.path("app.kubernetes.io/component").asText();
        if (name.equals(part) || component.equals(part)) {
            return true;
        }
        for (JsonNode value : selector.path("matchExpressions").path(0).path("values")) {
            if (value.asText().equals(part)) {
                return true;
            }
        }
        return false;
    }
}
