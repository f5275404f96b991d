package run.opentrack.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import run.opentrack.local.Supervisor.ManagedProcess;

/**
 * Class data sharing archive of one service, which cuts start-up CPU by a third. The JVM ignores an archive of another
 * JVM or of changed jars.
 */
final class CdsArchive {
    private static final Duration TRAINING_TIMEOUT = Duration.ofSeconds(90);

    private final Path jar;
    private final Path file;

    /** @param jar application jar; the archive is stored beside its folder, where a clean build removes it */
    CdsArchive(Path jar) {
        this.jar = jar;
        this.file = jar.getParent().resolveSibling("start-" + Runtime.version() + ".jsa");
    }

    boolean isOutdated() {
        try {
            return !Files.exists(file) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) < 0;
        } catch (IOException e) {
            throw new StartupException(jar + " could not be read", e);
        }
    }

    /** Command line of a start, with the archive if present. */
    List<String> startCommand(List<String> jvm) {
        List<String> command = new ArrayList<>(jvm);
        if (Files.exists(file)) {
            command.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable"));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** Command line of a training run, which writes the archive on exit. */
    List<String> trainingCommand(List<String> jvm) {
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:ArchiveClassesAtExit=" + temporaryFile(),
                "-Xlog:disable",
                "-jar",
                jar.toString()));
        return command;
    }

    /** Runs the service once to create the archive. Failure is harmless: starts are slower without one. */
    void create(ManagedProcess training) {
        Process process = training.start().get();
        long deadline = System.nanoTime() + TRAINING_TIMEOUT.toNanos();
        try {
            while (process.isAlive() && !training.isReady().getAsBoolean() && System.nanoTime() < deadline) {
                Thread.sleep(100);
            }
            process.destroy();
            if (process.waitFor(TRAINING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                Files.move(temporaryFile(), file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // Without an archive the service starts from its jars.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private Path temporaryFile() {
        return file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
    }
}
