package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Commands of the documents, compared with the manifests. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class CommandsTest {
    private static final Pattern COMMAND = Pattern.compile("kubectl [^`&|;]+");
    private static final Pattern NAMESPACE = Pattern.compile(" -n (\\S+)");
    private static final Pattern OVERLAY = Pattern.compile("overlays/(\\w+)");
    private static final Pattern OBJECT = Pattern.compile(
            "(?:--from=)?(job|cronjob|deployment|secret|cluster\\w*(?:\\.postgresql\\.cnpg\\.io)?)/([a-z][a-z-]*)");
    private static final Pattern SELECTOR = Pattern.compile("-l '?([\\w./-]+)(!?=)([\\w-]+)'?");

    @Test
    void commands_name_a_namespace_and_objects_that_exist() throws IOException {
        List<Manifests> overlays = Manifests.overlays();
        for (String section :
                Files.readString(Manifests.folder().resolve("README.md")).split("\n## ")) {
            List<String> applied = OVERLAY.matcher(section)
                    .results()
                    .map(r -> r.group(1))
                    .distinct()
                    .toList();
            for (String command : commands(section)) {
                check(command, applied, overlays);
            }
        }
    }

    private static List<String> commands(String section) {
        List<String> commands = new ArrayList<>();
        Matcher matcher = COMMAND.matcher(section.replaceAll("\n(?=[^k\\n`])", " "));
        while (matcher.find()) {
            commands.add(matcher.group().strip());
        }
        return commands;
    }

    private static void check(String command, List<String> applied, List<Manifests> overlays) {
        if (command.contains("apply -k") || command.contains("apply -f")) {
            Matcher path = Pattern.compile("deploy/kubernetes/\\S+").matcher(command);
            assertThat(path.find()).as(command).isTrue();
            assertThat(Path.of(Manifests.folder().getParent().getParent().toString(), path.group()))
                    .as(command)
                    .exists();
        } else if (!command.startsWith("kubectl config")) {
            Matcher namespace = NAMESPACE.matcher(command);
            assertThat(namespace.find())
                    .as("a namespace is required: " + command)
                    .isTrue();
            String environment = namespace.group(1).replace("opentrack-", "");
            assertThat(overlays).as(command).anyMatch(overlay -> overlay.overlay()
                    .equals(environment));
            if (applied.size() == 1) {
                assertThat(environment).as(command).isEqualTo(applied.get(0));
            }
        }
        OBJECT.matcher(command).results().forEach(object -> assertThat(overlays)
                .as(command)
                .anyMatch(overlay -> names(overlay, object.group(1)).anyMatch(object.group(2)::equals)));
        SELECTOR.matcher(command).results().forEach(selector -> assertThat(overlays)
                .as(command)
                .allMatch(overlay -> overlay.documents().stream().anyMatch(object -> object.at("/metadata/labels")
                        .path(selector.group(1))
                        .asText()
                        .equals(selector.group(3)))));
    }

    private static Stream<String> names(Manifests overlay, String kind) {
        return overlay.documents().stream()
                .filter(object -> kind.replaceAll("s?(\\..*)?$", "")
                        .equalsIgnoreCase(object.path("kind").asText()))
                .map((JsonNode object) -> object.at("/metadata/name").asText());
    }
}
