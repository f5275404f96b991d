package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.CommandResult;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestSuites;

/**
 * First session of README.md: runs each command in one shell and compares its output with the printed one. {@code …}
 * matches anything, 2026 this year.
 */
class ReadmeTest {
    private static final Path README = TestSuites.repository().resolve("README.md");
    private static final int MAX_ATTEMPTS = 60;
    private static final String END = "-- end of output --";

    @TempDir
    private Path folder;

    @Test
    void first_session_prints_the_documented_output() throws IOException, InterruptedException {
        assumeTrue(CommandResult.succeeds("sh", "-c", "command -v curl"), "there is no curl");
        SuiteFile suite = TestSuites.shared().describe();
        Path var = Files.createDirectories(folder.resolve("deploy/local/var"));
        Files.write(
                var.resolve("suite.json"),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(suite));
        Process shell = new ProcessBuilder("bash")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Writer in = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8);
                BufferedReader out = shell.inputReader(StandardCharsets.UTF_8)) {
            for (Step step : session()) {
                String command = step.command()
                        .replace("http://127.0.0.1:8080", suite.gatewayUrl())
                        .replace("http://127.0.0.1:9000/calendars", suite.staticUrl());
                String response = execute(in, out, command);
                // The file is published a moment after the export was started.
                for (int i = 0;
                        i < MAX_ATTEMPTS
                                && response.startsWith("404")
                                && step.response().startsWith("200");
                        i++) {
                    Eventually.pause(500);
                    response = execute(in, out, command);
                }
                assertThat(response).as(command).matches(step.pattern());
            }
        }
    }

    @Test
    void readme_is_short_and_its_links_exist() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(120);
        Pattern.compile("]\\(([^)#]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .map(link -> TestSuites.repository().resolve(link.group(1)))
                .forEach(target -> assertThat(target).exists());
    }

    private record Step(String command, String response) {
        Pattern pattern() {
            String thisYear = Year.now().toString();
            return Pattern.compile(
                    Arrays.stream(response.replace("2026", thisYear).split("…", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")),
                    Pattern.DOTALL);
        }
    }

    /** Commands behind a $ with their output; a command ends where its quotes are closed. */
    private static List<Step> session() throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String block : Files.readString(README).split("```console\n")) {
            if (!block.startsWith("$ ")) {
                continue;
            }
            for (String part : block.substring(2, block.indexOf("```")).strip().split("\n+\\$ ")) {
                int end = endOfCommand(part);
                steps.add(new Step(part.substring(0, end), part.substring(end).strip()));
            }
        }
        assertThat(steps).hasSizeGreaterThan(8);
        return steps;
    }

    private static int endOfCommand(String part) {
        int end = part.indexOf('\n');
        while (end >= 0 && part.substring(0, end).chars().filter(c -> c == '\'').count() % 2 == 1) {
            end = part.indexOf('\n', end + 1);
        }
        return end < 0 ? part.length() : end;
    }

    private static String execute(Writer in, BufferedReader out, String command) throws IOException {
        in.write(command + "\necho; echo '" + END + "'\n");
        in.flush();
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null && !line.equals(END); line = out.readLine()) {
            lines.add(line);
        }
        return String.join("\n", lines).strip();
    }
}
