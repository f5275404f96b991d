package run.opentrack.tests.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestSuites;

/** {@code deploy/run.sh} without a terminal, in a process group of its own. */
final class RunScript implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private RunScript(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.reader = new Thread(this::read, "run.sh");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param environment overrides that of this process; an empty value removes a variable */
    static RunScript start(Path folder, Map<String, String> environment, String... arguments) {
        // SIGINT is ignored by processes of a shell's background job.
        return start(List.of("setsid", "/usr/bin/env", "--default-signal=INT"), folder, environment, arguments);
    }

    /** @param before a command that runs its arguments */
    static RunScript start(List<String> before, Path folder, Map<String, String> environment, String... arguments) {
        try {
            // The build of this test has built everything.
            Files.writeString(TestSuites.repository().resolve("deploy/local/target/built"), "");
            List<String> command = new ArrayList<>(before);
            command.addAll(List.of(
                    "/bin/bash",
                    TestSuites.repository().resolve("deploy/run.sh").toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("OPENTRACK_FOLDER", folder.toString());
            builder.environment().putAll(environment);
            builder.environment().values().removeIf(String::isEmpty);
            return new RunScript(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the banner; returns the duration. */
    Duration awaitBanner(Duration timeout) {
        long begin = System.nanoTime();
        await(timeout, () -> output().contains("The suite is up") || !process.isAlive());
        assertThat(output()).contains("The suite is up");
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Waits for the end; returns the exit code. */
    int awaitEnd() {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends, after: %s", output())
                    .isTrue();
            reader.join(10_000);
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGINT to the process group, as Ctrl-C does. */
    void interruptGroup() {
        kill("-INT", "--", "-" + process.pid());
    }

    void terminate() {
        kill("-TERM", "" + process.pid());
    }

    JsonNode suiteFile() {
        try {
            return Json.read(Files.readAllBytes(folder.resolve("suite.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid(String part) {
        return suiteFile().get("processes").get(part).asLong();
    }

    String output() {
        return String.join("\n", lines);
    }

    String log(String service) {
        try {
            return Files.readString(folder.resolve("log").resolve(service + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
            awaitEnd();
        }
    }

    static void kill(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kill"));
        command.addAll(List.of(arguments));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(" + e.getMessage() + ")");
        }
    }
}
