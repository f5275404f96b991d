package run.opentrack.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory, descriptors and threads of a process.
 *
 * @param descriptors of files and sockets
 */
public record ProcessStats(long residentKib, long descriptors, long threads) {
    public static ProcessStats of(Process process) {
        Path files = Path.of("/proc/" + process.pid());
        try (Stream<Path> open = Files.list(files.resolve("fd"))) {
            String status = Files.readString(files.resolve("status"));
            return new ProcessStats(number(status, "VmRSS:"), open.count(), number(status, "Threads:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a Java process holds after a garbage collection. */
    public static long liveHeapKib(Process process) {
        try {
            Process histogram = new ProcessBuilder("jcmd", "" + process.pid(), "GC.class_histogram").start();
            String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String total = text.substring(text.lastIndexOf("Total")).strip();
            return Long.parseLong(total.split("\\s+")[2]) >> 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String status, String name) {
        String line =
                status.lines().filter(one -> one.startsWith(name)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
