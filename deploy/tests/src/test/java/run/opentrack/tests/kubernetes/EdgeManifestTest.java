package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.kubernetes.Manifests.elements;
import static run.opentrack.tests.kubernetes.Manifests.name;
import static run.opentrack.tests.kubernetes.Manifests.pod;
import static run.opentrack.tests.kubernetes.Manifests.selects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;

/** Trust boundaries of the manifests: clients of the gateway, and encrypted connections to what is outside the pods. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class EdgeManifestTest {
    @ForEachOverlay
    void only_the_controller_of_the_entry_point_reaches_the_gateway(Manifests overlay) {
        JsonNode labels = overlay.ofKind("Deployment")
                .filter(deployment -> name(deployment).equals("Deployment/gateway"))
                .map(deployment -> pod(deployment).at("/metadata/labels"))
                .findFirst()
                .orElseThrow();
        List<JsonNode> rules = overlay.ofKind("NetworkPolicy")
                .filter(policy -> selects(policy.at("/spec/podSelector/matchLabels"), labels))
                .flatMap(policy -> elements(policy.at("/spec/ingress")))
                .filter(rule -> elements(rule.path("ports"))
                        .anyMatch(port -> port.path("port").asText().equals("http")))
                .toList();
        assertThat(rules).hasSize(1).allSatisfy(rule -> assertThat(rule.path("from"))
                .hasSize(1));
        assertThat(rules.get(0)
                        .at("/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                        .asText())
                .isNotEmpty();
        // A controller's namespace may contain other pods, the Gateway's own namespace does not.
        if (overlay.ofKind("Ingress").findAny().isPresent()) {
            assertThat(rules.get(0).at("/from/0/podSelector/matchLabels")).isNotEmpty();
        }
    }

    @ForEachOverlay
    void the_gateway_accepts_exactly_the_public_host(Manifests overlay) {
        Set<String> hosts = new TreeSet<>();
        overlay.ofKind("HTTPRoute")
                .forEach(route -> route.at("/spec/hostnames").forEach(host -> hosts.add(host.asText())));
        overlay.ofKind("Ingress").forEach(ingress -> {
            ingress.at("/spec/rules")
                    .forEach(rule -> hosts.add(rule.path("host").asText()));
            ingress.at("/spec/tls").forEach(tls -> tls.path("hosts").forEach(host -> hosts.add(host.asText())));
        });
        overlay.ofKind("Gateway").forEach(gateway -> gateway.at("/spec/listeners")
                .forEach(listener -> hosts.add(listener.path("hostname").asText())));
        JsonNode settings = overlay.settings();
        assertThat(hosts)
                .containsExactly(settings.path("OPENTRACK_GATEWAY_HOSTS").asText());
        assertThat(settings.path("OPENTRACK_TOKEN_ISSUER").asText())
                .isEqualTo("https://" + hosts.iterator().next());
        assertThat(settings.path("OPENTRACK_GATEWAY_HSTS_MAX_AGE").asText()).isEqualTo("P365D");
    }

    /** A Gateway's pods may be beside it, where the policies and the level of the services' namespace would stop them. */
    @ForEachOverlay
    void routes_are_accepted_by_a_gateway_of_another_namespace(Manifests overlay) {
        List<JsonNode> gateways = overlay.ofKind("Gateway").toList();
        for (JsonNode route : overlay.ofKind("HTTPRoute").toList()) {
            JsonNode namespace = route.at("/metadata/namespace");
            JsonNode parent = route.at("/spec/parentRefs/0");
            JsonNode gateway = gateways.stream()
                    .filter(one -> one.at("/metadata/name").equals(parent.path("name"))
                            && one.at("/metadata/namespace").equals(parent.path("namespace")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name(route) + " refers to no Gateway: " + parent));
            assertThat(gateway.at("/metadata/namespace")).isNotEqualTo(namespace);
            assertThat(elements(gateway.at("/spec/listeners"))
                            .filter(listener -> listener.path("name").equals(parent.path("sectionName"))))
                    .as(name(route))
                    .singleElement()
                    .satisfies(listener -> assertThat(admitted(listener)).contains(namespace.asText()));
            assertThat(route.at("/spec/rules").toString())
                    .contains(parent.path("sectionName").asText().equals("http") ? "RequestRedirect" : "backendRefs");
        }
        // cert-manager answers HTTP-01 challenges by a route in the namespace of the Gateway, on the plain listener.
        assertThat(gateways).allSatisfy(gateway -> assertThat(elements(gateway.at("/spec/listeners"))
                        .filter(listener -> listener.path("protocol").asText().equals("HTTP")))
                .singleElement()
                .satisfies(listener -> assertThat(admitted(listener))
                        .contains(gateway.at("/metadata/namespace").asText())));
    }

    private static List<String> admitted(JsonNode listener) {
        JsonNode selector = listener.at("/allowedRoutes/namespaces/selector");
        return Stream.concat(
                        elements(selector.path("matchLabels")),
                        elements(selector.path("matchExpressions"))
                                .flatMap(expression -> elements(expression.path("values"))))
                .map(JsonNode::asText)
                .toList();
    }

    @ForEachOverlay
    void trusted_proxies_are_exact(Manifests overlay) {
        String proxies = overlay.settings()
                .path("OPENTRACK_GATEWAY_LIMITS_TRUSTED_PROXIES")
                .asText();
        assertThat(proxies.split(",")).allSatisfy(network -> {
            assertThat(network).contains("/");
            int prefix = Integer.parseInt(network.substring(network.indexOf('/') + 1));
            assertThat(prefix).isGreaterThanOrEqualTo(network.contains(":") ? 64 : 24);
        });
        // The base has no default, which would be wrong in another cluster.
        assertThat(Manifests.folder().resolve("base")).satisfies(base -> assertThat(Manifests.texts(base))
                .noneMatch(text -> text.contains("TRUSTED_PROXIES")));
    }

    @ForEachOverlay
    void connections_to_the_database_verify_its_certificate(Manifests overlay) {
        JsonNode settings = overlay.settings();
        assertThat(settings.path("OPENTRACK_DATABASE_SSL_MODE").asText()).isEqualTo("verify-full");
        String root = settings.path("OPENTRACK_DATABASE_SSL_ROOT_CERT").asText();
        List<JsonNode> users = overlay.workloads()
                .filter(workload -> PodDependencies.of(pod(workload).path("spec")).stream()
                        .anyMatch(reference -> reference.matches("Secret/(.*-database|postgres.*-app)")))
                .toList();
        assertThat(users).hasSize(5).allSatisfy(workload -> {
            assertThat(pod(workload).at("/spec/volumes"))
                    .anyMatch(volume -> volume.at("/secret/secretName").asText().matches("postgres.*-ca"));
            Manifests.containers(workload).forEach(container -> {
                assertThat(container.path("volumeMounts")).anySatisfy(mount -> assertThat(root)
                        .isEqualTo(mount.path("mountPath").asText() + "/ca.crt"));
                assertThat(container.path("envFrom").toString() + container.path("env"))
                        .containsPattern("\"settings-|\"verify-full\"|\\?sslmode=verify-full&sslrootcert=" + root);
            });
        });
    }

    @ForEachOverlay
    void e_mail_is_sent_over_tls_with_credentials(Manifests overlay) {
        JsonNode settings = overlay.settings();
        if (settings.has("OPENTRACK_MAIL_HOST")) {
            assertThat(settings.path("OPENTRACK_MAIL_START_TLS").asText()).isEqualTo("REQUIRED");
            JsonNode auth = overlay.ofKind("Deployment")
                    .filter(deployment -> name(deployment).equals("Deployment/auth-service"))
                    .findFirst()
                    .orElseThrow();
            assertThat(pod(auth).at("/spec/containers/0/env"))
                    .filteredOn(variable -> variable.path("name").asText().startsWith("OPENTRACK_MAIL_"))
                    .hasSize(2)
                    .allMatch(variable ->
                            variable.at("/valueFrom/secretKeyRef/name").asText().equals("mail"));
            assertThat(overlay.ofKind("NetworkPolicy")
                            .filter(policy -> name(policy).equals("NetworkPolicy/auth-service-mail"))
                            .flatMap(policy -> elements(policy.at("/spec/egress"))))
                    .hasSize(1)
                    .allMatch(rule -> rule.at("/to/0/ipBlock/except").toString().contains("\"10.0.0.0/8\""));
        }
    }
}
