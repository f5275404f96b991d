package run.opentrack.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes, restarts them with backoff when they die, and stops them in reverse order. */
final class Supervisor {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final long MIN_UPTIME_MILLIS = 2_000;
    /** Delay before a restart: Ctrl-C reaches all processes of the terminal, this one not always first. */
    private static final long SHUTDOWN_CHECK_DELAY_MILLIS = 100;

    private static final long MAX_BACKOFF_MILLIS = 5_000;

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
    void supervise(ManagedProcess part) {
        Process first = launch(part);
        Thread watcher = new Thread(() -> watch(part, first), "watch " + part.name());
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Waits for readiness. An exit or a timeout fails the start. */
    void awaitReady(ManagedProcess part, String log) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        Process first = process(part.name());
        while (!part.isReady().getAsBoolean()) {
            if (isStopping()) {
                throw new StartupException("stopped before it was up");
            }
            if (!first.isAlive()) {
                throw new StartupException(part.name() + " does not start, see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new StartupException(
                        part.name() + " is not ready after " + START_TIMEOUT.toSeconds() + " s, see " + log);
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

    private synchronized Process launch(ManagedProcess part) {
        if (stopping) {
            return null;
        }
        Process process = part.start().get();
        processes.put(part.name(), process);
        onChange.run();
        return process;
    }

    /** Null on failure, which includes a full disk and the process limit. */
    private Process relaunch(ManagedProcess part) {
        try {
            return launch(part);
        } catch (RuntimeException e) {
            progress.println(part.name() + " could not be started again, or not be noted: " + e.getMessage());
            Process process = process(part.name());
            return process != null && process.isAlive() ? process : null;
        }
    }

    private void watch(ManagedProcess part, Process first) {
        Process process = first;
        long pauseMillis = 0;
        while (true) {
            long since = System.nanoTime();
            String end = process == null ? "is not there" : "ended with code " + exitCode(process);
            pause(SHUTDOWN_CHECK_DELAY_MILLIS);
            if (isStopping()) {
                return;
            }
            boolean soon = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) < MIN_UPTIME_MILLIS;
            pauseMillis = soon ? Math.min(MAX_BACKOFF_MILLIS, pauseMillis * 2 + 100) : 0;
            progress.println(part.name() + " " + end + "; starting it again");
            pause(pauseMillis);
            process = relaunch(part);
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
