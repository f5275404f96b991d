package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.CommandResult;

/** Helm chart that is generated from an overlay, rendered by Helm itself. */
@EnabledIf("canGenerate")
class HelmChartTest {
    @TempDir
    Path folder;

    private Path chart;

    static boolean canGenerate() {
        return Manifests.canRender() && CommandResult.succeeds("python3", "-c", "import yaml");
    }

    @BeforeEach
    void generate() {
        chart = folder.resolve("opentrack");
        String generator = Manifests.folder().resolve("helm-chart.py").toString();
        CommandResult result = CommandResult.of(folder, Map.of(), "python3", generator, "--output", chart.toString());
        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void the_default_rendering_equals_the_overlay() {
        assertThat(new Helm(chart).lint().strict().call().isFailed()).isFalse();
        Map<String, JsonNode> overlay = byName(Manifests.of("live"));
        overlay.keySet().removeIf(name -> name.startsWith("Namespace/") || name.startsWith("Gateway/"));
        assertThat(byName(rendered("opentrack-live"))).isEqualTo(overlay);
    }

    @Test
    void values_reach_what_they_name() {
        String digest = "sha256:" + "a".repeat(64);
        Manifests other = rendered(
                "elsewhere",
                "host",
                "calendar.example.org",
                "registry",
                "registry.test/suite",
                "images.gateway.digest",
                digest,
                "prometheus",
                "stack",
                "settings.OPENTRACK_STATIC_PREFIX",
                "other");
        assertThat(other.ofKind("PodMonitor", "PrometheusRule"))
                .hasSize(3)
                .allMatch(
                        object -> object.at("/metadata/labels/release").asText().equals("stack"));
        assertThat(other.documents()).allSatisfy(document -> assertThat(document.toString())
                .doesNotContain(
                        "\"opentrack-live\"",
                        "namespace=\\\"opentrack-live",
                        "api.opentrack.run",
                        "registry.example.org"));
        JsonNode gateway = byName(other).get("Deployment/gateway");
        assertThat(gateway.at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("registry.test/suite/gateway@" + digest);
        // Pods are replaced when a setting changes, since its ConfigMap has another name.
        String settings = gateway.at("/spec/template/spec/containers/0/envFrom/0/configMapRef/name")
                .asText();
        assertThat(byName(Manifests.of("live"))).doesNotContainKey("ConfigMap/" + settings);
        assertThat(byName(other)
                        .get("ConfigMap/" + settings)
                        .at("/data/OPENTRACK_STATIC_PREFIX")
                        .asText())
                .isEqualTo("other");
    }

    @Test
    void the_schema_rejects_wrong_values() {
        assertThatThrownBy(() -> rendered("x", "autoscaling.gateway.min", "many"))
                .hasMessageContaining("min");
        assertThatThrownBy(() -> rendered("x", "images.gateway.digest", "latest"))
                .hasMessageContaining("digest");
        assertThatThrownBy(() -> rendered("x", "databse.instances", "1")).hasMessageContaining("databse");
    }

    private Manifests rendered(String namespace, String... values) {
        TemplateCommand command = new Helm(chart)
                .template()
                .withName("opentrack")
                .withNamespace(namespace)
                .withKubeVersion("v1.36.0");
        for (int i = 0; i < values.length; i += 2) {
            command.set(values[i], values[i + 1]);
        }
        try {
            return new Manifests("chart", Manifests.parse(command.call().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, JsonNode> byName(Manifests manifests) {
        return manifests.documents().stream()
                .filter(document -> document.has("kind"))
                .collect(Collectors.toMap(Manifests::name, document -> document));
    }
}
