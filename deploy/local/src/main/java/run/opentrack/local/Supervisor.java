package run.opentrack.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Starts processes, restarts them with backoff when they die, and stops them in reverse order. */
final class Supervisor {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final long MIN_UPTIME_MILLIS = 2_000;
    /** Delay before a restart: Ctrl-C reaches all processes of the terminal, this one not always first. */
    private static final long SHUTDOWN_CHECK_DELAY_MILLIS = 100;

    private static final long MAX_BACKOFF_MILLIS = 5_000;

    /**
     * A supervised process.
     *
     * @param name key in suite.json
     * @param start launches it
     * @param isReady readiness probe
     * @param port listening port
     */
    record ManagedProcess(String name, Supplier<Process> start, BooleanSupplier isReady, int port) {}

    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final PrintStream progress;
    private final Runnable onChange;
    private boolean stopping;

    /** @param onChange called after each change of a pid */
    Supervisor(PrintStream progress, Runnable onChange) {
        this.progress = progress;
        this.onChange = onChange;
    }

    /** Starts the process and restarts it whenever it ends. */
    void supervise(ManagedProcess managed) {
        Process first = launch(managed);
        Thread watcher = new Thread(() -> watch(managed, first), "watch " + managed.name());
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Waits for readiness. An exit or a timeout fails the start. */
    void awaitReady(ManagedProcess managed, String log) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        Process first = process(managed.name());
        while (!managed.isReady().getAsBoolean()) {
            if (isStopping()) {
                throw new StartupException("stopped during start-up");
            }
            if (!first.isAlive()) {
                throw new StartupException(managed.name() + " does not start, see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new StartupException(
                        managed.name() + " is not ready after " + START_TIMEOUT.toSeconds() + " s, see " + log);
            }
            pause(100);
        }
    }

    synchronized Process process(String name) {
        return processes.get(name);
    }

    synchronized Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        processes.forEach((name, process) -> pids.put(name, process.pid()));
        return pids;
    }

    /** Stops the services, then S3, then the database. */
    void stop() {
        Map<String, Process> running;
        synchronized (this) {
            stopping = true;
            running = new LinkedHashMap<>(processes);
        }
        Process database = running.remove(Suite.POSTGRES);
        Process s3 = running.remove(Suite.S3);
        running.values().forEach(Process::destroy);
        running.values().forEach(Supervisor::awaitEnd);
        if (s3 != null) {
            s3.destroy();
            awaitEnd(s3);
        }
        if (database != null) {
            try {
                PostgresServer.stop(database);
            } catch (InterruptedException e) {
                database.destroyForcibly();
            }
        }
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized Process launch(ManagedProcess managed) {
        if (stopping) {
            return null;
        }
        Process process = managed.start().get();
        processes.put(managed.name(), process);
        onChange.run();
        return process;
    }

    /** Null on failure, which includes a full disk and the process limit. */
    private Process relaunch(ManagedProcess managed) {
        try {
            return launch(managed);
        } catch (RuntimeException e) {
            progress.println(managed.name() + " could not be restarted: " + e.getMessage());
            Process process = process(managed.name());
            return process != null && process.isAlive() ? process : null;
        }
    }

    private void watch(ManagedProcess managed, Process first) {
        Process process = first;
        long pauseMillis = 0;
        while (true) {
            long started = System.nanoTime();
            String end = process == null ? "is not running" : "ended with code " + exitCode(process);
            pause(SHUTDOWN_CHECK_DELAY_MILLIS);
            if (isStopping()) {
                return;
            }
            boolean failedEarly = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) < MIN_UPTIME_MILLIS;
            pauseMillis = failedEarly ? Math.min(MAX_BACKOFF_MILLIS, pauseMillis * 2 + 100) : 0;
            progress.println(managed.name() + " " + end + "; restarting");
            pause(pauseMillis);
            process = relaunch(managed);
        }
    }

    private static int exitCode(Process process) {
        return process.onExit().join().exitValue();
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
