package run.opentrack.tests.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python with the {@code requests} library. */
final class PythonInterpreter {
    private static final Optional<String> PROGRAM = List.of("python3", "/usr/bin/python3").stream()
            .filter(PythonInterpreter::hasRequests)
            .findFirst();

    private PythonInterpreter() {}

    /** Leaves the test out where there is none. */
    static void assumeAvailable() {
        assumeTrue(PROGRAM.isPresent(), "there is no Python with requests");
    }

    /** Output of a script, which must exit with 0. */
    static String run(Path folder, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.orElseThrow()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " failed: " + printed);
            }
            return printed;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasRequests(String program) {
        try {
            return new ProcessBuilder(program, "-c", "import requests")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }
}
