package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.kubernetes.Manifests.elements;
import static run.opentrack.tests.kubernetes.Manifests.name;
import static run.opentrack.tests.kubernetes.Manifests.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import run.opentrack.tests.support.TestSuites;

/** PostgreSQL, its connections and its migration as the manifests define them. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class DatabaseManifestTest {
    /** Default of OPENTRACK_STREAMING_MAX_CONCURRENT. */
    private static final int STREAMING_CONNECTIONS = 5;
    /** Of superusers, the instance manager and the migration. */
    private static final int RESERVED_CONNECTIONS = 12;

    @ForEachOverlay
    void all_replicas_together_fit_into_max_connections(Manifests overlay) {
        int pool =
                overlay.settings().path("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE").asInt();
        assertThat(pool).isPositive();
        Map<String, Integer> replicas = overlay.ofKind("HorizontalPodAutoscaler")
                .collect(Collectors.toMap(
                        scaler -> scaler.at("/spec/scaleTargetRef/name").asText(),
                        scaler -> scaler.at("/spec/maxReplicas").asInt()));
        int connections = RESERVED_CONNECTIONS;
        for (JsonNode workload : overlay.workloads().toList()) {
            String name = workload.at("/metadata/name").asText();
            if (name.startsWith("migration-")) {
                connections += Integer.parseInt(variable(workload, "QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE"));
            }
            boolean nightly = name.equals("nightly-export");
            if (!nightly && !name.matches("(auth|competition|export)-service")) {
                continue;
            }
            int surge = workload.at("/spec/strategy/rollingUpdate/maxSurge").asInt();
            int further = name.equals("competition-service") ? STREAMING_CONNECTIONS : name.contains("export") ? 1 : 0;
            connections += (nightly ? 1 : replicas.get(name) + surge) * (pool + further);
        }
        assertThat(connections).isLessThanOrEqualTo(parameter(overlay, "max_connections"));
    }

    @ForEachOverlay
    void a_lost_standby_or_node_does_not_stop_the_database(Manifests overlay) {
        JsonNode spec = cluster(overlay).path("spec");
        assertThat(spec.at("/affinity/podAntiAffinityType").asText()).isEqualTo("required");
        assertThat(spec.at("/affinity/topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
        assertThat(spec.path("topologySpreadConstraints")).isNotEmpty();
        int kept = parameter(overlay, "max_slot_wal_keep_size");
        assertThat(kept)
                .isPositive()
                .isLessThan(number(spec.at("/walStorage/size").asText()));
        // A quarter of the memory.
        assertThat(parameter(overlay, "shared_buffers") * 4)
                .isEqualTo(number(spec.at("/resources/limits/memory").asText()) * 1024);
        // A rolling tag without the distribution is no longer built, and bullseye has no more security fixes.
        assertThat(spec.path("imageName").asText())
                .matches(".+:\\d+\\.\\d+-[a-z]+-(?!bullseye)[a-z]+(@sha256:[0-9a-f]{64})?");
    }

    @ForEachOverlay
    void the_operator_reaches_every_instance(Manifests overlay) {
        assertThat(overlay.ofKind("NetworkPolicy")
                        .flatMap(policy -> elements(policy.at("/spec/ingress")))
                        .filter(rule -> rule.toString().contains("\"cnpg-system\"")))
                .singleElement()
                .satisfies(rule -> assertThat(Manifests.names(rule.path("ports"), "port"))
                        .containsExactlyInAnyOrder("5432", "8000"));
    }

    @ForEachOverlay
    void each_version_has_a_migration_of_its_own(Manifests overlay) {
        JsonNode job = overlay.ofKind("Job").findFirst().orElseThrow();
        String version = overlay.ofKind("Namespace")
                .map(namespace -> namespace.at("/metadata/annotations/opentrack.run~1version"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElseThrow()
                .asText();
        assertThat(name(job)).isEqualTo("Job/migration-" + version.replace('.', '-'));
        assertThat(Manifests.containers(job))
                .extracting(container -> container.path("image").asText())
                .allMatch(image -> image.endsWith(":" + version) || image.matches("[^:]+@sha256:[0-9a-f]{64}"));
        // A Job that is removed after a time would be created again by GitOps tools, and run again after a rollback.
        assertThat(job.path("spec").has("ttlSecondsAfterFinished")).isFalse();
        JsonNode annotations = job.at("/metadata/annotations");
        assertThat(annotations.path("argocd.argoproj.io/hook").asText()).isEqualTo("Sync");
        assertThat(annotations.path("kustomize.toolkit.fluxcd.io/force").asText())
                .isEqualTo("enabled");
        assertThat(annotations.path("argocd.argoproj.io/hook-delete-policy").asText())
                .isEqualTo("BeforeHookCreation");
        assertThat(annotations.path("argocd.argoproj.io/sync-wave").asText())
                .isLessThan(overlay.ofKind("Deployment")
                        .findFirst()
                        .orElseThrow()
                        .at("/metadata/annotations/argocd.argoproj.io~1sync-wave")
                        .asText());
    }

    /** README.md applies the objects of this component first in an upgrade, and all others in a rollback. */
    @ForEachOverlay
    void the_migration_depends_on_its_own_component_only(Manifests overlay) {
        JsonNode job = overlay.ofKind("Job").findFirst().orElseThrow();
        Set<String> references = PodDependencies.of(pod(job).path("spec"));
        assertThat(overlay.documents().stream()
                        .filter(document -> references.contains(name(document)))
                        .map(document -> document.at("/metadata/labels/app.kubernetes.io~1component")
                                .asText()))
                .isNotEmpty()
                .containsOnly("migration");
        assertThat(job.at("/metadata/labels/app.kubernetes.io~1component").asText())
                .isEqualTo("migration");
    }

    @ForEachOverlay
    void git_ops_tools_keep_the_data(Manifests overlay) {
        assertThat(overlay.ofKind("Cluster", "Namespace", "ScheduledBackup")
                        .filter(document -> !name(document).endsWith("-edge")))
                .hasSize(4)
                .allSatisfy(document -> {
                    JsonNode annotations = document.at("/metadata/annotations");
                    assertThat(annotations
                                    .path("argocd.argoproj.io/sync-options")
                                    .asText())
                            .isEqualTo("Prune=false,Delete=false");
                    assertThat(annotations
                                    .path("kustomize.toolkit.fluxcd.io/prune")
                                    .asText())
                            .isEqualTo("disabled");
                });
    }

    @Test
    void a_release_sets_every_image_of_the_suite_by_digest() {
        assertThat(Manifests.withDigests("live")
                        .workloads()
                        .flatMap(Manifests::containers)
                        .map(container -> container.path("image").asText())
                        .filter(image -> image.contains("/opentrack/")))
                .hasSize(7)
                .allMatch(image -> image.matches("registry\\.example\\.org/opentrack/[a-z-]+@sha256:a{64}"));
    }

    /** Capacity and limits that README.md states, with the reason why it offers no pooler. */
    @ForEachOverlay
    void the_readme_states_the_values_of_the_manifests(Manifests overlay) throws IOException {
        String readme =
                Files.readString(Manifests.folder().resolve("README.md")).replaceAll("\\s+", " ");
        String startup = Files.readString(TestSuites.repository()
                .resolve("deploy/libs/database/src/main/resources/META-INF/microprofile-config.properties"));
        assertThat(startup).contains("additional-properties.lock_timeout=", "?search_path=");
        assertThat(readme)
                .contains("of the " + cluster(overlay).at("/spec/storage/size").asText() + " volume")
                .contains("of `max_connections` (" + parameter(overlay, "max_connections") + ")")
                .contains("at most "
                        + overlay.settings()
                                .path("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE")
                                .asText() + " connections")
                .contains("what one replica serves with 1.4 cores", "metrics-server", "imagePullSecrets")
                .contains("PgBouncer rejects the startup parameters `search_path` and `lock_timeout`");
    }

    @ForEachOverlay
    void secrets_are_those_of_the_environment(Manifests overlay) {
        overlay.ofKind("ExternalSecret").forEach(secret -> {
            String prefix = "\"key\":\"opentrack/" + overlay + "/";
            assertThat(secret.toString().split("\"key\":", -1).length)
                    .as(name(secret))
                    .isGreaterThan(1)
                    .isEqualTo(secret.toString().split(prefix, -1).length);
        });
    }

    private static String variable(JsonNode workload, String name) {
        return elements(pod(workload).at("/spec/containers/0/env"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode cluster(Manifests overlay) {
        return overlay.ofKind("Cluster").findFirst().orElseThrow();
    }

    private static int parameter(Manifests overlay, String name) {
        return number(
                cluster(overlay).at("/spec/postgresql/parameters").path(name).asText());
    }

    private static int number(String quantity) {
        return Integer.parseInt(quantity.replaceAll("\\D", ""));
    }
}
