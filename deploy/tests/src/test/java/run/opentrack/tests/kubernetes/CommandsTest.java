package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.CommandResult;
import run.opentrack.tests.support.ConcurrentClass;

/** Commands of README.md in their order, from an empty cluster to a restore, by kubectl against an API server. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
@ConcurrentClass
class CommandsTest {
    /** A code block, or a command in a text. */
    private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)```|`(kubectl [^`]+)`");

    private static final Pattern AMBIGUOUS = Pattern.compile("\\bclusters?[/ ]");
    private static final Pattern OVERLAY = Pattern.compile("overlays/(\\w+)");
    /** Commands that need an image builder, a registry, a public address, running containers or a plug-in of kubectl. */
    private static final Set<String> NOT_EXECUTED = Set.of(
            "build.sh", "podman push", "curl ", "release.sh", "verify.sh", " exec ", "rollout undo", "cnpg promote");
    /**
     * kubectl creates by protocol buffers, which the server does not read, so that created objects are applied. The server
     * validates instead of kubectl, which would ask for all schemas.
     */
    private static final String KUBECTL = """
            #!/bin/sh
            case " $* " in
              *" create "*) %1$s "$@" --dry-run=client -o json | %1$s apply --validate=false -f - ;;
              *" apply "*) %1$s "$@" --validate=false ;;
              *" wait "* | *" rollout status "*) %1$s "$@" --timeout=2s ;;
              *) %1$s "$@" ;;
            esac
            """;

    @TempDir
    private Path folder;

    private final InMemoryApiServer server = new InMemoryApiServer();
    private Map<String, String> environment;

    @BeforeEach
    void prepare() throws IOException {
        copy(Manifests.folder(), folder.resolve("deploy/kubernetes"));
        Path kubectl = Files.writeString(
                Files.createDirectory(folder.resolve("bin")).resolve("kubectl"), KUBECTL.formatted(kubectl()));
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        Path config = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s"}}]
                users: [{name: test}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(server.url()));
        environment = Map.of(
                "PATH", kubectl.getParent() + ":" + System.getenv("PATH"),
                "KUBECONFIG", config.toString(),
                "HOME", folder.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_commands_of_the_readme_succeed_in_their_order() throws IOException {
        Path live = folder.resolve("deploy/kubernetes/overlays/live");
        Set<String> executed = new TreeSet<>();
        for (String section :
                Files.readString(Manifests.folder().resolve("README.md")).split("\n## ")) {
            switch (section.replaceAll("(?s)\n.*", "")) {
                case "Upgrade" -> {
                    shell("kubectl apply -k deploy/kubernetes/overlays/live");
                    replace(live.resolve("namespace.yaml"), "version: 1.0.0", "version: 1.1.0");
                }
                case "Rollback" -> {
                    // A deleted Job of the version before must not run again.
                    shell("kubectl -n opentrack-live delete job migration-1-0-0");
                    replace(live.resolve("namespace.yaml"), "version: 1.1.0", "version: 1.0.0");
                }
                case "Backup and restore" ->
                    replace(
                            live.resolve("kustomization.yaml"),
                            "components/mail\n",
                            "components/mail\n  - ../../components/restore\n");
                default -> {
                    // Nothing is to be edited before.
                }
            }
            List<String> applied = OVERLAY.matcher(section)
                    .results()
                    .map(overlay -> " -n opentrack-" + overlay.group(1) + " ")
                    .distinct()
                    .toList();
            for (String command : commands(section)) {
                if (command.contains("kubectl") && !command.contains("kubectl apply -")) {
                    assertThat(command).contains(" -n opentrack-").satisfies(one -> assertThat(
                                    applied.size() == 1 ? applied : List.of(""))
                            .allMatch(one::contains));
                    // Cluster API has a kind of this name too.
                    assertThat(command).doesNotContainPattern(AMBIGUOUS);
                }
                if (NOT_EXECUTED.stream().noneMatch(command::contains)) {
                    shell(command);
                    executed.add(command);
                }
            }
            check(section.replaceAll("(?s)\n.*", ""));
        }
        assertThat(executed).hasSizeGreaterThan(20);
    }

    @Test
    void the_documents_say_what_is_not_executed_and_name_kinds_with_their_group() throws IOException {
        String readme =
                Files.readString(Manifests.folder().resolve("README.md")).replaceAll("\\s+", " ");
        assertThat(NOT_EXECUTED)
                .allSatisfy(command -> assertThat(readme).containsPattern("without those .*`" + command.strip() + "`"));
        assertThat(COMMANDS.matcher(Files.readString(Manifests.folder().resolve("RUNBOOK.md")))
                        .results())
                .isNotEmpty()
                .noneMatch(command -> AMBIGUOUS.matcher(command.group()).find());
    }

    private void check(String section) {
        switch (section) {
            case "Upgrade" -> {
                assertThat(versions("opentrack-live")).containsExactly("1.1.0");
                assertThat(names("Job")).contains("migration-1-0-0", "migration-1-1-0");
            }
            case "Rollback" -> {
                assertThat(versions("opentrack-live")).containsExactly("1.0.0");
                assertThat(names("Job")).containsExactly("migration-1-1-0");
            }
            case "Backup and restore" -> {
                assertThat(names("Job"))
                        .contains("migration-1-0-0", "export-now")
                        .doesNotContain("migration-1-1-0");
                assertThat(server.objectsOf("opentrack-live").stream()
                                .filter(object -> object.path("kind").asText().matches("Deployment|Job"))
                                .map(JsonNode::toString))
                        .noneMatch(text -> text.contains("\"postgres-rw\""));
            }
            default -> {
                // The commands themselves wait for what they make.
            }
        }
    }

    private Set<String> versions(String namespace) {
        Set<String> versions = new TreeSet<>();
        server.objectsOf(namespace).stream()
                .filter(object -> object.path("kind").asText().matches("Deployment|CronJob"))
                .flatMap(Manifests::containers)
                .map(container -> container.path("image").asText())
                .filter(image -> image.contains("/opentrack/"))
                .forEach(image -> versions.add(image.substring(image.lastIndexOf(':') + 1)));
        return versions;
    }

    private List<String> names(String kind) {
        return server.objectsOf("opentrack-live").stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .map(object -> object.at("/metadata/name").asText())
                .toList();
    }

    private static List<String> commands(String section) {
        List<String> commands = new ArrayList<>();
        COMMANDS.matcher(section).results().forEach(found -> {
            String text = found.group(1) == null ? found.group(2).replace("\n", " ") : found.group(1);
            text.lines().forEach(commands::add);
        });
        return commands;
    }

    private void shell(String command) {
        CommandResult result = CommandResult.of(folder, environment, "bash", "-euo", "pipefail", "-c", command);
        assertThat(result.status()).as(command + "\n" + result.output()).isZero();
        assertThat(result.output()).as(command).doesNotContain("No resources found");
    }

    private static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
    }

    private static String kubectl() {
        return CommandResult.of(Path.of("."), Map.of(), "sh", "-c", "command -v kubectl")
                .output()
                .strip();
    }
}
