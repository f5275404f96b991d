package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.CommandResult;

/** Alerts on recorded series: each fires and clears, by promtool's evaluation of the rendered rules. */
@EnabledIf("canEvaluate")
class AlertTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    Path folder;

    static boolean canEvaluate() {
        return Manifests.canRender() && CommandResult.succeeds("promtool", "--version");
    }

    @Test
    void each_alert_fires_and_clears() throws Exception {
        ObjectNode rules = rules(Manifests.of("test"));
        JsonNode cases = cases();
        Set<String> alerts = new TreeSet<>(rules.findValuesAsText("alert"));
        for (String outcome : new String[] {"fires", "clears"}) {
            assertThat(Manifests.elements(cases)
                            .filter(one -> one.has(outcome))
                            .map(one -> one.path("alert").asText())
                            .collect(Collectors.toSet()))
                    .as(outcome)
                    .isEqualTo(alerts);
        }

        assertThat(new TreeSet<>(cases.findValuesAsText("slo")))
                .as("objectives that burn in a case")
                .isEqualTo(new TreeSet<>(rules.findValuesAsText("slo")));

        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        for (List<JsonNode> groups : evaluatedTogether(rules)) {
            String name = groups.get(0).path("name").asText();
            YAML.writeValue(folder.resolve(name + ".yaml").toFile(), Map.of("groups", groups));
            YAML.writeValue(folder.resolve(name + ".test.yaml").toFile(), promtoolTests(cases, groups, name));
            command.add(name + ".test.yaml");
        }
        CommandResult result = CommandResult.of(folder, Map.of(), command.toArray(String[]::new));
        assertThat(result.status()).as(result.output()).isZero();
    }

    /** A heading of the runbook for each alert, which its annotation links to, and none without an alert. */
    @Test
    void the_runbook_has_a_section_for_each_alert() throws Exception {
        JsonNode rules = rules(Manifests.of("live"));
        Set<String> headings = Files.readAllLines(Manifests.folder().resolve("RUNBOOK.md")).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .collect(Collectors.toSet());
        assertThat(headings).containsExactlyInAnyOrderElementsOf(rules.findValuesAsText("alert"));
        Manifests.elements(rules.path("groups"))
                .flatMap(group -> Manifests.elements(group.path("rules")))
                .filter(rule -> rule.has("alert"))
                .forEach(rule -> assertThat(rule.at("/annotations/runbook_url").asText())
                        .matches("https://.+/RUNBOOK\\.md#"
                                + rule.path("alert").asText().toLowerCase(java.util.Locale.ROOT)));
    }

    private static ObjectNode rules(Manifests overlay) {
        ObjectNode all = YAML.createObjectNode();
        ArrayNode groups = all.putArray("groups");
        overlay.ofKind("PrometheusRule")
                .flatMap(rule -> Manifests.elements(rule.at("/spec/groups")))
                .forEach(groups::add);
        return all;
    }

    /** Groups of recording rules with the group after them, which alerts on them; a case takes longer with all groups. */
    private static List<List<JsonNode>> evaluatedTogether(JsonNode rules) {
        List<List<JsonNode>> together = new ArrayList<>();
        List<JsonNode> current = new ArrayList<>();
        for (JsonNode group : rules.path("groups")) {
            current.add(group);
            if (!group.findValuesAsText("alert").isEmpty()) {
                together.add(current);
                current = new ArrayList<>();
            }
        }
        return together;
    }

    private static JsonNode cases() throws IOException {
        try (InputStream file = AlertTest.class.getResourceAsStream("/alert-cases.yaml")) {
            return YAML.readTree(file);
        }
    }

    private static ObjectNode promtoolTests(JsonNode cases, List<JsonNode> groups, String rules) {
        List<String> alerts = groups.stream()
                .flatMap(group -> group.findValuesAsText("alert").stream())
                .toList();
        ObjectNode file = YAML.createObjectNode();
        file.putArray("rule_files").add(rules + ".yaml");
        file.put("evaluation_interval", "1m");
        ArrayNode tests = file.putArray("tests");
        for (JsonNode one : cases) {
            if (!alerts.contains(one.path("alert").asText())) {
                continue;
            }
            ObjectNode test = tests.addObject();
            test.put("name", one.path("alert").asText());
            test.put("interval", "1m");
            ArrayNode series = test.putArray("input_series");
            one.path("series").fields().forEachRemaining(entry -> series.addObject()
                    .put("series", entry.getKey().replace("{NS", "{namespace=\"opentrack-test\""))
                    .put("values", expandNan(entry.getValue().asText())));
            ArrayNode expected = test.putArray("promql_expr_test");
            one.path("fires").forEach(minute -> expect(expected, one, minute.asInt())
                    .putArray("exp_samples")
                    .addObject()
                    .put("labels", "{}")
                    .put("value", 1));
            one.path("clears").forEach(minute -> expect(expected, one, minute.asInt()));
        }
        return file;
    }

    private static ObjectNode expect(ArrayNode expected, JsonNode one, int minute) {
        String alert = one.path("alert").asText();
        String objective = one.has("slo") ? ", slo=\"" + one.path("slo").asText() + "\"" : "";
        return expected.addObject()
                .put("expr", "count(ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"" + objective + "})")
                .put("eval_time", minute + "m");
    }

    /** The notation {@code NaNx5}, which promtool does not have. */
    private static String expandNan(String values) {
        return java.util.regex.Pattern.compile("NaNx(\\d+)").matcher(values).replaceAll(match -> "NaN "
                .repeat(Integer.parseInt(match.group(1)))
                .strip());
    }
}
