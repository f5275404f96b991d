package run.opentrack.tests.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals sent to processes. */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** Sends SIGKILL to a process, not to its children. */
    public static void kill(Process process) {
        send("KILL", Stream.of(process.toHandle()));
    }

    /** Sends SIGSTOP to a process, then to its children, so that it cannot fork another one. */
    public static void stop(Process process) {
        send("STOP", Stream.of(process.toHandle()));
        send("STOP", process.descendants());
    }

    /** Sends SIGCONT to a process and its children. */
    public static void resume(Process process) {
        send("CONT", Stream.concat(process.descendants(), Stream.of(process.toHandle())));
    }

    private static void send(String signal, Stream<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add("" + process.pid()));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
