package run.opentrack.tests.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.opentrack.tests.support.CommandResult;

/** Python with the {@code requests} library. */
public final class PythonInterpreter {
    private static final Optional<String> PROGRAM = List.of("python3", "/usr/bin/python3").stream()
            .filter(program -> CommandResult.succeeds(program, "-c", "import requests"))
            .findFirst();

    private PythonInterpreter() {}

    /** Leaves the test out where there is none. */
    public static void assumeAvailable() {
        assumeTrue(PROGRAM.isPresent(), "there is no Python with requests");
    }

    /** Output of a script, which must exit with 0. */
    static String run(Path folder, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.orElseThrow()));
        command.addAll(arguments);
        Map<String, String> variables = new HashMap<>(environment);
        variables.putIfAbsent("PYTHONIOENCODING", "utf-8");
        CommandResult result = CommandResult.of(folder, variables, command.toArray(String[]::new));
        if (result.status() != 0) {
            throw new AssertionError(command + " failed: " + result.output());
        }
        return result.output();
    }
}
