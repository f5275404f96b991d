package run.opentrack.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Exit status of a command, and its output with the standard error. */
public record CommandResult(int status, String output) {
    private static final int TIMEOUT_SECONDS = 30;

    /**
     * Runs a command in a folder; it must end soon after it has closed its output.
     *
     * @param environment added to the variables of this process
     */
    public static CommandResult of(Path folder, Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end: " + output);
            }
            return new CommandResult(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns false for a command that fails or is not installed. */
    public static boolean succeeds(String... command) {
        try {
            return of(Path.of("."), Map.of(), command).status() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
