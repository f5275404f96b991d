package run.opentrack.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The classes that a service loads at a start, kept as the JVM lays them out in memory (class data sharing): a start
 * that maps them needs about two thirds of the processor time. A JVM makes no use of one that another JVM made, or of
 * jars that have changed since, and starts all the same.
 */
final class CdsArchive {
    private static final Duration TRAINING_TIMEOUT = Duration.ofSeconds(90);

    private final Path jar;
    private final Path file;

    /** @param jar what is started; the archive lies beside its folder, where a clean build takes it away */
    CdsArchive(Path jar) {
        this.jar = jar;
        this.file = jar.getParent().resolveSibling("start-" + Runtime.version() + ".jsa");
    }

    boolean isOutdated() {
        try {
            return !Files.exists(file) || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) < 0;
        } catch (IOException e) {
            throw new StartupException(jar + " cannot be read", e);
        }
    }

    /** The command of a start, with the archive where there is one. */
    List<String> startCommand(List<String> jvm) {
        List<String> command = new ArrayList<>(jvm);
        if (Files.exists(file)) {
            command.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable"));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The command of a start that makes the archive when it ends. */
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

    /** Starts it once for the archive's sake; without one every start takes longer, and nothing else is amiss. */
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
            // It ended without one: as good as not having tried.
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
