package run.opentrack.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Entry point of run.sh: starts the suite, prints its addresses and runs until SIGINT or SIGTERM.
 *
 * <p>Arguments: {@code --demo} loads demonstration data and runs an export. Environment: {@code OPENTRACK_SOURCE} is
 * the checkout, {@code OPENTRACK_FOLDER} the data folder. A failed start prints one line to standard error, exits with
 * code 1 and leaves no process behind.
 */
public final class Main {
    private static final long MIN_FREE_MIB = 500;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path source = Path.of(System.getenv("OPENTRACK_SOURCE"));
        Path dataFolder = dataFolder(source, System.getenv("OPENTRACK_FOLDER"));
        boolean demo = List.of(arguments).contains("--demo");
        try {
            String jvm = System.getenv("OPENTRACK_JVM_OPTIONS");
            SuiteConfig config = SuiteConfig.ofCheckout(source, dataFolder, Ports.from(System::getenv));
            run(jvm == null ? config : config.withJvm(List.of(jvm.split(" "))), demo);
        } catch (StartupException e) {
            System.err.println("run.sh: " + e.getMessage());
            System.exit(1);
        }
    }

    /** @param folder another folder than the default, or null */
    static Path dataFolder(Path source, String folder) {
        return folder == null
                ? source.resolve("deploy/local/var")
                : Path.of(folder).toAbsolutePath();
    }

    private static void run(SuiteConfig config, boolean demo) throws InterruptedException {
        requireDiskSpace(config.folder());
        Suite suite = Suite.prepare(config, System.out);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            suite.close();
            ended.countDown();
        }));
        suite.startProcesses();
        if (demo) {
            Demo.load(suite.describe(), System.out);
        }
        System.out.println(banner(suite.describe(), config));
        ended.await();
    }

    private static String banner(SuiteFile suite, SuiteConfig config) {
        return """

                The suite is up. Ctrl-C ends it; its data stays.

                  API and site      %1$s
                  try it out        %1$s/docs  (or /redoc)
                  static calendars  %2$s/live/euroath/
                  superuser         %3$s
                  password          %4$s
                  data, keys, logs  %5$s

                  curl %1$s/api/v1/ping/
                """.formatted(
                        suite.gatewayUrl(),
                        suite.staticUrl(),
                        suite.superuser().email(),
                        suite.superuser().password(),
                        config.folder());
    }

    private static void requireDiskSpace(Path folder) {
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace() / (1024 * 1024);
            if (free < MIN_FREE_MIB) {
                throw new StartupException("the disk is full: " + free + " MiB are free at " + folder + ", "
                        + MIN_FREE_MIB + " are needed");
            }
        } catch (IOException e) {
            throw new StartupException("the folder " + folder + " is not usable", e);
        }
    }
}
