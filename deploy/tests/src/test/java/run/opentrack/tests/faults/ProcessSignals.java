package run.opentrack.tests.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an operating system does to a process. */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** Ends it at once, alone; its children learn of it by themselves. */
    public static void kill(Process process) {
        send("KILL", Stream.of(process.toHandle()));
    }

    /** It and its children stand still; itself first, or one made meanwhile would go on. */
    public static void stop(Process process) {
        send("STOP", Stream.of(process.toHandle()));
        send("STOP", process.descendants());
    }

    /** They go on. */
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
