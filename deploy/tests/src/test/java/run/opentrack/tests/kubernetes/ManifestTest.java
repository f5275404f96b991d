package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.kubernetes.Manifests.elements;
import static run.opentrack.tests.kubernetes.Manifests.name;
import static run.opentrack.tests.kubernetes.Manifests.names;
import static run.opentrack.tests.kubernetes.Manifests.pod;
import static run.opentrack.tests.kubernetes.Manifests.selects;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import run.opentrack.tests.support.TestSuites;

/** Manifests of both environments, checked by the rules of an API server and of operators. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class ManifestTest {
    @ForEachOverlay
    void every_document_has_only_fields_of_its_kind(Manifests overlay) {
        overlay.documents().forEach(ObjectKind::strictlyOf);
    }

    @ForEachOverlay
    void no_object_is_defined_twice(Manifests overlay) {
        assertThat(overlay.documents().stream().map(Manifests::name)).doesNotHaveDuplicates();
    }

    @ForEachOverlay
    void every_container_conforms_to_the_restricted_profile(Manifests overlay) {
        overlay.ofKind("Namespace")
                .filter(namespace -> !name(namespace).endsWith("-edge"))
                .forEach(namespace -> assertThat(namespace
                                .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                                .asText())
                        .isEqualTo("restricted"));
        overlay.workloads().forEach(workload -> {
            JsonNode spec = pod(workload).path("spec");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(name(workload))
                    .isTrue();
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            for (JsonNode container : Manifests.containers(workload).toList()) {
                JsonNode context = container.path("securityContext");
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(names(container.path("volumeMounts"), "mountPath")).contains("/tmp");
            }
        });
    }

    @ForEachOverlay
    void every_container_has_resources_and_a_version(Manifests overlay) {
        overlay.workloads().flatMap(Manifests::containers).forEach(container -> {
            assertThat(container.path("image").asText()).matches(".+(:[0-9][^:]*|@sha256:.+)");
            for (String group : List.of("requests", "limits")) {
                assertThat(container.at("/resources/" + group + "/memory").asText())
                        .matches("[0-9]+[MG]i");
            }
        });
        overlay.workloads().map(Manifests::pod).forEach(pod -> {
            long reserved = PodmanPod.bytes(pod.at("/spec/containers/0/resources/requests/ephemeral-storage")
                    .asText());
            elements(pod.at("/spec/volumes"))
                    .filter(volume -> volume.has("emptyDir"))
                    .forEach(volume -> assertThat(PodmanPod.bytes(
                                    volume.at("/emptyDir/sizeLimit").asText()))
                            .isLessThan(reserved));
        });
    }

    /** A percentage would be one of the request, which is less than the limit. */
    @ForEachOverlay
    void autoscalers_add_replicas_at_70_percent_of_the_limit(Manifests overlay) {
        Set<String> limits = overlay.ofKind("Deployment")
                .map(deployment -> pod(deployment)
                        .at("/spec/containers/0/resources/limits/cpu")
                        .asText())
                .collect(Collectors.toSet());
        assertThat(limits).containsExactly("2");
        assertThat(overlay.ofKind("HorizontalPodAutoscaler")).hasSize(4).allMatch(scaler -> scaler.at(
                        "/spec/metrics/0/resource/target/averageValue")
                .asText()
                .equals("1400m"));
    }

    /** At the maximum of all autoscalers, with one more pod of each service, and a restored database beside the old one. */
    @ForEachOverlay
    void a_quota_allows_what_all_pods_need(Manifests overlay) {
        JsonNode database = overlay.ofKind("Cluster").findFirst().orElseThrow().path("spec");
        int instances = 2 * database.path("instances").asInt();
        JsonNode sidecar = overlay.ofKind("ObjectStore")
                .findFirst()
                .orElseThrow()
                .at("/spec/instanceSidecarConfiguration/resources");
        overlay.ofKind("ResourceQuota").map(quota -> quota.at("/spec/hard")).forEach(hard -> {
            for (String resource : List.of("requests.cpu", "requests.memory", "limits.memory")) {
                String path = "/" + resource.replace('.', '/');
                double needed = instances * (amount(database.at("/resources" + path)) + amount(sidecar.at(path)));
                for (JsonNode workload : overlay.workloads().toList()) {
                    needed += pods(overlay, workload)
                            * Manifests.containers(workload)
                                    .mapToDouble(container -> amount(container.at("/resources" + path)))
                                    .max()
                                    .orElseThrow();
                }
                assertThat(amount(hard.path(resource))).as(resource).isBetween(needed, 1.5 * needed);
            }
            assertThat(hard.path("pods").asInt())
                    .isGreaterThan(overlay.workloads()
                                    .mapToInt(workload -> pods(overlay, workload))
                                    .sum()
                            + instances);
            assertThat(amount(hard.path("requests.storage")))
                    .isGreaterThan(instances
                            * (amount(database.at("/storage/size")) + amount(database.at("/walStorage/size"))));
        });
    }

    private static int pods(Manifests overlay, JsonNode workload) {
        String name = workload.at("/metadata/name").asText();
        return overlay.ofKind("HorizontalPodAutoscaler")
                .filter(scaler ->
                        scaler.at("/spec/scaleTargetRef/name").asText().equals(name))
                .mapToInt(scaler -> scaler.at("/spec/maxReplicas").asInt()
                        + workload.at("/spec/strategy/rollingUpdate/maxSurge").asInt())
                .findFirst()
                .orElse(1);
    }

    private static double amount(JsonNode quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity.asText())).doubleValue();
    }

    @Test
    void every_component_is_checked() throws IOException {
        try (Stream<Path> components = Files.list(Manifests.folder().resolve("components"))) {
            String used = Manifests.texts(Manifests.folder().resolve("overlays"))
                    + Manifests.texts(TestSuites.repository().resolve("deploy/tests/target/overlays"))
                            .toString();
            assertThat(Manifests.overlays()).isNotEmpty();
            assertThat(components)
                    .allSatisfy(component -> assertThat(used).contains("components/" + component.getFileName()));
        }
    }

    /** Stores and mail servers of private networks are allowed by components, which name them. */
    @ForEachOverlay
    void egress_to_anywhere_excludes_private_networks(Manifests overlay) {
        overlay.ofKind("NetworkPolicy")
                .flatMap(policy -> policy.findValues("ipBlock").stream())
                .filter(block -> block.path("cidr").asText().endsWith("/0"))
                .forEach(block -> assertThat(block.path("except"))
                        .hasSize(block.path("cidr").asText().contains(":") ? 2 : 5));
    }

    /** Node-local DNS caches have link-local addresses and are no pods. */
    @ForEachOverlay
    void names_are_resolved_by_pods_and_node_local_caches(Manifests overlay) {
        JsonNode policy = overlay.ofKind("NetworkPolicy")
                .filter(one -> name(one).endsWith("/allow-names"))
                .findFirst()
                .orElseThrow();
        assertThat(policy.findValuesAsText("cidr")).containsExactly("169.254.20.10/32", "169.254.169.254/32");
        assertThat(policy.findValuesAsText("k8s-app")).containsExactly("kube-dns");
        assertThat(elements(policy.at("/spec/egress"))
                        .filter(rule -> rule.toString().contains("\"openshift-dns\"")))
                .singleElement()
                .satisfies(rule -> assertThat(rule.path("ports"))
                        .hasSize(2)
                        .allMatch(port -> port.path("port").asInt() == 5353));
    }

    /** The address of EKS Pod Identity is none of the public ones, and the only one on port 80. */
    @ForEachOverlay
    void the_export_reaches_the_credentials_of_its_pod(Manifests overlay) {
        List<JsonNode> rules = egress(overlay, "NetworkPolicy/export-service");
        assertThat(rules.stream()
                        .filter(rule -> names(rule.path("ports"), "port").contains("80")))
                .singleElement()
                .satisfies(rule -> assertThat(rule.findValuesAsText("cidr"))
                        .containsExactly("169.254.170.23/32", "fd00:ec2::23/128"));
    }

    /** Traces, a store of a private network, pods without users of the node. */
    @Test
    void optional_components_change_what_they_name() {
        Manifests overlay = Manifests.withOptionalComponents();
        assertThat(overlay.settings().path("QUARKUS_OTEL_SDK_DISABLED").asText())
                .isEqualTo("false");
        String endpoint =
                overlay.settings().path("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT").asText();
        JsonNode traces = egress(overlay, "NetworkPolicy/allow-traces").get(0);
        assertThat(endpoint)
                .endsWith("."
                        + traces.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                                .asText()
                        + ":" + traces.at("/ports/0/port").asText());
        assertThat(egress(overlay, "NetworkPolicy/private-store"))
                .extracting(rule -> rule.at("/ports/0/port").asInt())
                .containsExactly(443, 9000);
        assertThat(overlay.workloads())
                .allMatch(workload -> pod(workload).at("/spec/hostUsers").isBoolean()
                        && !pod(workload).at("/spec/hostUsers").asBoolean());
        assertThat(Manifests.of("live")
                        .settings()
                        .path("QUARKUS_OTEL_SDK_DISABLED")
                        .asText())
                .isEqualTo("true");
    }

    private static List<JsonNode> egress(Manifests overlay, String policy) {
        return overlay.ofKind("NetworkPolicy")
                .filter(one -> name(one).equals(policy))
                .flatMap(one -> elements(one.at("/spec/egress")))
                .toList();
    }

    /** By default the stack selects objects of its release only, so that no alert would be loaded. */
    @ForEachOverlay
    void prometheus_selects_all_monitors_and_rules(Manifests overlay) {
        JsonNode release = overlay.ofKind("Namespace")
                .findFirst()
                .orElseThrow()
                .at("/metadata/annotations/opentrack.run~1prometheus");
        assertThat(release.asText()).isNotEmpty();
        assertThat(overlay.ofKind("ServiceMonitor", "PodMonitor", "Probe", "PrometheusRule"))
                .hasSize(5)
                .allMatch(object -> object.at("/metadata/labels/release").equals(release));
    }

    /** Monitors name ports by which the pods have them, and policies open these; CloudNativePG's is metrics, 9187. */
    @ForEachOverlay
    void prometheus_reaches_the_ports_of_its_monitors(Manifests overlay) {
        Map<String, String> opened = overlay.ofKind("NetworkPolicy")
                .filter(policy -> policy.at(
                                "/spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                        .asText()
                        .equals("monitoring"))
                .collect(Collectors.toMap(Manifests::name, policy -> policy.at("/spec/ingress/0/ports/0/port")
                        .asText()));
        assertThat(opened)
                .isEqualTo(Map.of(
                        "NetworkPolicy/allow-metrics", "management", "NetworkPolicy/allow-database-metrics", "9187"));
        assertThat(overlay.ofKind("PodMonitor").map(monitor -> monitor.at("/spec/podMetricsEndpoints/0/port")
                        .asText()))
                .containsExactly("metrics");
        assertThat(overlay.ofKind("ServiceMonitor")
                        .map(monitor -> monitor.at("/spec/endpoints/0/port").asText()))
                .containsExactly("management");
        assertThat(overlay.ofKind("Service")).hasSize(4).allMatch(service -> names(service.at("/spec/ports"), "name")
                .contains("management"));
    }

    @ForEachOverlay
    void every_service_has_two_replicas_or_more_and_survives_a_drain(Manifests overlay) {
        Set<String> scaled = overlay.ofKind("HorizontalPodAutoscaler")
                .filter(scaler -> scaler.at("/spec/minReplicas").asInt() >= 2
                        && scaler.at("/spec/maxReplicas").asInt()
                                >= scaler.at("/spec/minReplicas").asInt())
                .map(scaler -> scaler.at("/spec/scaleTargetRef/name").asText())
                .collect(Collectors.toSet());
        List<JsonNode> budgets = overlay.ofKind("PodDisruptionBudget").toList();
        overlay.ofKind("Deployment").forEach(deployment -> {
            assertThat(scaled).contains(deployment.path("metadata").path("name").asText());
            JsonNode labels = pod(deployment).at("/metadata/labels");
            assertThat(budgets).as(name(deployment)).anyMatch(b -> selects(b.at("/spec/selector/matchLabels"), labels));
            assertThat(selects(deployment.at("/spec/selector/matchLabels"), labels))
                    .isTrue();
            assertThat(deployment
                            .at("/spec/strategy/rollingUpdate/maxUnavailable")
                            .asInt(1))
                    .isZero();
            assertThat(pod(deployment).at("/spec/topologySpreadConstraints")).isNotEmpty();
        });
    }

    @ForEachOverlay
    void probes_use_the_management_port_and_only_readiness_checks_the_database(Manifests overlay) {
        overlay.ofKind("Deployment").forEach(deployment -> {
            JsonNode container = pod(deployment).at("/spec/containers/0");
            assertThat(names(container.path("ports"), "name")).containsExactlyInAnyOrder("http", "management");
            Map.of("startup", "started", "liveness", "live", "readiness", "ready")
                    .forEach((probe, path) -> {
                        JsonNode requested = container.path(probe + "Probe").path("httpGet");
                        assertThat(requested.path("port").asText()).isEqualTo("management");
                        assertThat(requested.path("path").asText()).isEqualTo("/q/health/" + path);
                    });
        });
    }

    /** A terminating pod finishes requests of the slowest route, and is not killed before. It ends long polls at once. */
    @ForEachOverlay
    void shutdown_timeouts_cover_the_slowest_route_and_the_grace_period_covers_them(Manifests overlay)
            throws IOException {
        JsonNode settings = overlay.settings();
        int services = seconds(settings, "QUARKUS_SHUTDOWN_TIMEOUT");
        int gateway = seconds(settings, "OPENTRACK_GATEWAY_SHUTDOWN_TIMEOUT");
        String routes =
                Files.readString(TestSuites.repository().resolve("gateway/src/main/resources/application.properties"));
        assertThat(Pattern.compile("routes\\.(\\w+)\\.response-timeout=(\\S+)")
                        .matcher(routes)
                        .results()
                        .filter(route -> !routes.contains("routes." + route.group(1) + ".long-lived=true"))
                        .map(route -> Duration.parse(route.group(2)).toSeconds()))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(route).isLessThan(Math.min(services, gateway)));
        int needed = seconds(settings, "QUARKUS_SHUTDOWN_DELAY") + services + gateway;
        overlay.ofKind("Deployment").forEach(deployment -> assertThat(pod(deployment)
                        .at("/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThan(needed));
    }

    @ForEachOverlay
    void services_select_existing_pods_and_ports(Manifests overlay) {
        overlay.ofKind("Service").forEach(service -> {
            List<JsonNode> pods = overlay.ofKind("Deployment")
                    .map(Manifests::pod)
                    .filter(pod -> selects(service.at("/spec/selector"), pod.at("/metadata/labels")))
                    .toList();
            assertThat(pods).as(name(service)).hasSize(1);
            Set<String> ports = names(pods.get(0).at("/spec/containers/0/ports"), "name");
            assertThat(ports).containsAll(names(service.at("/spec/ports"), "targetPort"));
        });
    }

    @ForEachOverlay
    void network_policies_allow_only_the_required_connections(Manifests overlay) {
        List<JsonNode> policies = overlay.ofKind("NetworkPolicy").toList();
        assertThat(policies)
                .anyMatch(p -> p.at("/spec/podSelector").isEmpty()
                        && p.at("/spec/policyTypes").size() == 2
                        && !p.path("spec").has("ingress")
                        && !p.path("spec").has("egress"));
        assertThat(NetworkPolicyGraph.of(policies))
                .containsExactlyInAnyOrder(
                        "gateway > auth-service",
                        "gateway > competition-service",
                        "gateway > export-service",
                        "auth-service > database",
                        "competition-service > database",
                        "export-service > database",
                        "migration > database",
                        "database > database");
    }

    /** A restored cluster has another name, and its pods must be reached all the same. */
    @ForEachOverlay
    void no_selector_names_the_database_cluster(Manifests overlay) {
        overlay.ofKind("Cluster")
                .forEach(cluster -> assertThat(cluster.at("/spec/inheritedMetadata/labels/app.kubernetes.io~1component")
                                .asText())
                        .isEqualTo("database"));
        overlay.ofKind("NetworkPolicy", "PodMonitor", "PodDisruptionBudget")
                .forEach(selecting ->
                        assertThat(selecting.toString()).as(name(selecting)).doesNotContain("cnpg.io/cluster"));
    }

    @ForEachOverlay
    void rules_are_bound_to_their_namespace_and_alerts_have_a_runbook(Manifests overlay) {
        List<JsonNode> alerts = overlay.ofKind("PrometheusRule")
                .flatMap(rule -> elements(rule.at("/spec/groups")))
                .flatMap(group -> elements(group.path("rules")))
                .toList();
        String namespace = overlay.ofKind("Namespace")
                .findFirst()
                .orElseThrow()
                .at("/metadata/name")
                .asText();
        assertThat(alerts).hasSizeGreaterThanOrEqualTo(40).allSatisfy(rule -> {
            assertThat(rule.path("expr").asText())
                    .as("bound to its namespace first")
                    .matches("(?s)[^\"]*namespace=\"" + namespace + "\"(?!.*namespace=).*");
            assertThat(rule.at("/annotations/runbook").asText())
                    .startsWith(rule.has("alert") ? rule.path("alert").asText() + ":" : "");
        });
    }

    /** A second ConfigMap, of before a change or of another environment, would have the same dashboards. */
    @Test
    void one_environment_has_dashboards_under_a_fixed_name() {
        assertThat(Manifests.overlays().stream()
                        .filter(overlay -> !overlay.overlay().equals("live"))
                        .flatMap(ManifestTest::dashboards))
                .isEmpty();
        assertThat(dashboards(Manifests.of("live"))).singleElement().satisfies(dashboards -> {
            assertThat(name(dashboards)).isEqualTo("ConfigMap/dashboards");
            assertThat(dashboards.path("data")).hasSize(5);
        });
    }

    private static Stream<JsonNode> dashboards(Manifests overlay) {
        return overlay.ofKind("ConfigMap")
                .filter(map -> map.at("/metadata/labels").has("grafana_dashboard"));
    }

    /** Images are of one architecture, and the nodes of a cluster may be of several. */
    @ForEachOverlay
    void pods_run_on_nodes_of_the_architecture_of_their_images(Manifests overlay) {
        overlay.workloads()
                .filter(workload -> workload.toString().contains("/opentrack/"))
                .forEach(workload -> assertThat(pod(workload)
                                .at("/spec/nodeSelector/kubernetes.io~1arch")
                                .asText())
                        .as(name(workload))
                        .isEqualTo("amd64"));
    }

    @ForEachOverlay
    void the_probe_requests_the_host_that_issues_tokens(Manifests overlay) {
        String issuer = overlay.settings().path("OPENTRACK_TOKEN_ISSUER").asText();
        assertThat(overlay.ofKind("Probe").map(probe -> probe.at("/spec/targets/staticConfig/static/0")
                        .asText()))
                .containsExactly(issuer + "/api/v1/ping/");
    }

    @ForEachOverlay
    void every_setting_is_in_the_table(Manifests overlay) throws IOException {
        String table = Files.readString(Manifests.folder().resolve("SETTINGS.md"));
        Set<String> used = new TreeSet<>();
        overlay.workloads()
                .flatMap(Manifests::containers)
                .forEach(container -> used.addAll(names(container.path("env"), "name")));
        overlay.ofKind("ConfigMap").forEach(map -> map.path("data").fieldNames().forEachRemaining(used::add));
        assertThat(used)
                .filteredOn(variable -> variable.startsWith("OPENTRACK_"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(table).contains("`" + variable + "`"));
    }

    private static int seconds(JsonNode settings, String name) {
        return Integer.parseInt(settings.path(name).asText().replaceAll("\\D", ""));
    }
}
