package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Metrics that dashboards and alerts use, compared with those that running services emit. */
class MetricNamesTest {
    /** Labels that Prometheus adds, and the status, since not every one can be provoked. */
    private static final Set<String> UNCHECKED_LABELS = Set.of("namespace", "service", "pod", "job", "status");

    private static final Pattern NO_METRIC = Pattern.compile(
            "\"[^\"]*\"|\\[[^\\]]*\\]|\\b(?:by|on|without|group_left|group_right|ignoring)\\s*\\([^)]*\\)");
    private static final Pattern METRIC = Pattern.compile("\\b([a-zA-Z_:][\\w:]*)(\\{[^}]*\\})?(?!\\w|:|\\s*\\()");
    private static final Pattern GROUPING = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|=|!=)\"([^\"]*)\"");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "e");

    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);

    @BeforeEach
    void use_the_suite() {
        ApiClient editor = accounts.withGroups("ADMIN_LIE").api();
        Map<String, Object> body = TestCompetitions.small("LIE", "2032-03-01");
        editor.post(TestCompetitions.PATH, body).requireStatus(201);
        editor.post(TestCompetitions.PATH, body).requireStatus(409);
        editor.get(TestCompetitions.PATH + "?limit=1").requireStatus(200);
        accounts.anonymous()
                .form("/api/v1/auth/token", Map.of("username", UUID.randomUUID() + "@example.org", "password", "x"));
        ApiClient.at(accounts.anonymous().base()).get("/api/v1/exports/");
    }

    @Test
    void every_metric_and_label_of_rules_and_dashboards_is_emitted() throws IOException {
        Set<String> recorded = new TreeSet<>();
        Set<String> expressions = new TreeSet<>();
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try (Stream<Path> files = Files.walk(Manifests.folder().resolve("components"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith("-rule.yaml") || file.getParent().endsWith("dashboards")) {
                    JsonNode document = yaml.readTree(file.toFile());
                    recorded.addAll(document.findValuesAsText("record"));
                    expressions.addAll(document.findValuesAsText("expr"));
                }
            }
        }
        assertThat(expressions).hasSizeGreaterThan(60);
        List<Map<String, String>> emitted = emitted();
        Set<String> external = external();
        Set<String> used = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        for (String expression : expressions) {
            for (MatchResult metric : metrics(expression)) {
                String name = metric.group(1);
                used.add(name);
                if (!recorded.contains(name) && !external.contains(name) && !isEmitted(metric, emitted)) {
                    missing.add(metric.group() + " in " + expression);
                }
            }
            missing.addAll(missingGroupings(expression, external, emitted));
        }
        assertThat(missing).isEmpty();
        assertThat(used).containsAll(external);
    }

    /** Labels by which an expression groups that no emitted series of its metrics has: all would be one group. */
    private static Set<String> missingGroupings(
            String expression, Set<String> external, List<Map<String, String>> emitted) {
        Set<String> metrics = metrics(expression).stream()
                .map(metric -> metric.group(1))
                .filter(metric -> !external.contains(metric))
                .collect(Collectors.toSet());
        return GROUPING.matcher(expression)
                .results()
                .flatMap(labels -> Stream.of(labels.group(1).split("\\s*,\\s*")))
                .filter(label -> !metrics.isEmpty() && !UNCHECKED_LABELS.contains(label))
                .filter(label -> emitted.stream()
                        .noneMatch(series -> metrics.contains(series.get("__name__")) && series.containsKey(label)))
                .map(label -> "label " + label + " in " + expression)
                .collect(Collectors.toSet());
    }

    /** Metrics of others: Prometheus, kube-state-metrics, the blackbox exporter, CloudNativePG, its barman-cloud plugin. */
    private static Set<String> external() throws IOException {
        Path file = TestSuites.repository().resolve("deploy/tests/src/test/resources/external-metrics.csv");
        Map<String, String> sources = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(line -> line.split(",")[0], line -> line.split(",")[1]));
        assertThat(sources.values()).allMatch(source -> source.contains("/"));
        return sources.keySet();
    }

    /** The registry refuses series beyond a maximum of URIs, so that neither identifiers nor unknown paths may make any. */
    @Test
    void identifiers_and_unknown_paths_make_no_series() throws IOException {
        JsonNode document = new ObjectMapper(new YAMLFactory())
                .readTree(TestSuites.repository()
                        .resolve("gateway/src/main/resources/META-INF/openapi.yaml")
                        .toFile());
        Set<String> documented = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(documented::add);
        for (String path : documented) {
            accounts.anonymous().get(path.replaceAll("\\{\\w+\\}", "marker-" + UUID.randomUUID()));
        }
        for (int i = 0; i < 40; i++) {
            for (String prefix : new String[] {"/api/v1/auth/", "/api/v1/competitions/1/", "/api/", "/"}) {
                accounts.anonymous().get(prefix + "marker-" + i + "/x");
            }
        }

        Set<String> uris = emitted().stream()
                .filter(series -> series.get("__name__").equals("http_server_requests_seconds_count"))
                .map(series -> series.get("uri"))
                .collect(Collectors.toSet());
        assertThat(uris).noneMatch(uri -> uri.contains("marker"));
        assertThat(uris)
                .as("match-patterns in deploy/libs/http's microprofile-config.properties")
                .containsAll(documented.stream()
                        .map(path -> path.replaceAll("/$", "").replace("/competitions/test", "/competitions/{id}"))
                        .toList());
    }

    private static List<MatchResult> metrics(String expression) {
        // Strings stay in matchers, where they are needed.
        String bare = NO_METRIC
                .matcher(expression)
                .replaceAll(found -> found.group().startsWith("\"")
                        ? java.util.regex.Matcher.quoteReplacement(
                                insideMatchers(expression, found.start()) ? found.group() : "")
                        : "");
        return METRIC.matcher(bare)
                .results()
                .filter(found -> !OPERATORS.contains(found.group(1)))
                .toList();
    }

    private static boolean insideMatchers(String expression, int position) {
        return expression.lastIndexOf('{', position) > expression.lastIndexOf('}', position);
    }

    private static boolean isEmitted(MatchResult metric, List<Map<String, String>> emitted) {
        List<MatchResult> matchers = metric.group(2) == null
                ? List.of()
                : MATCHER.matcher(metric.group(2)).results().toList();
        return emitted.stream()
                .filter(series -> series.get("__name__").equals(metric.group(1)))
                .anyMatch(series -> matchers.stream().allMatch(matcher -> satisfies(series, matcher)));
    }

    private static boolean satisfies(Map<String, String> series, MatchResult matcher) {
        String label = matcher.group(1);
        if (label.equals("service")) {
            return series.get("__service__").matches(matcher.group(3));
        }
        if (UNCHECKED_LABELS.contains(label)) {
            return !label.equals("status") || series.containsKey(label);
        }
        String value = series.getOrDefault(label, "");
        boolean matches =
                matcher.group(2).endsWith("~") ? value.matches(matcher.group(3)) : value.equals(matcher.group(3));
        return matches != matcher.group(2).startsWith("!");
    }

    /** Series of all services: labels, the name as {@code __name__}, the service as {@code __service__}. */
    private List<Map<String, String>> emitted() {
        Map<String, String> services = Map.of(
                "gateway", metricsOf(Service.GATEWAY),
                "auth-service", metricsOf(Service.AUTH),
                "competition-service", metricsOf(Service.COMPETITION),
                "export-service", metricsOf(Service.EXPORT));
        return services.entrySet().stream()
                .flatMap(service -> service.getValue()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> series(service.getKey(), line)))
                .toList();
    }

    private String metricsOf(Service service) {
        return ApiClient.on(suite.config().ports().managementOf(service))
                .get("/q/metrics")
                .text();
    }

    private static Map<String, String> series(String service, String line) {
        Map<String, String> labels = new HashMap<>();
        MATCHER.matcher(line).results().forEach(label -> labels.put(label.group(1), label.group(3)));
        labels.put("__name__", line.replaceAll("[{ ].*", ""));
        labels.put("__service__", service);
        return labels;
    }
}
