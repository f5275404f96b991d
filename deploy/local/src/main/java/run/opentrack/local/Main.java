package run.opentrack.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The program behind run.sh: starts the suite, prints where it is, and runs until Ctrl-C or SIGTERM.
 *
 * <p>Arguments: {@code --demo} loads lifelike competitions and runs an export. Takes the checkout from
 * {@code OPENTRACK_SOURCE} and the folder of its data from {@code OPENTRACK_FOLDER}. A reason not to start is one line
 * on standard error and exit code 1, with nothing left running.
 */
public final class Main {
    private static final long MIN_FREE_MIB = 500;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path source = Path.of(System.getenv("OPENTRACK_SOURCE"));
        String folder = System.getenv("OPENTRACK_FOLDER");
        Path var = folder == null
                ? source.resolve("deploy/local/var")
                : Path.of(folder).toAbsolutePath();
        boolean demo = List.of(arguments).contains("--demo");
        try {
            String jvm = System.getenv("OPENTRACK_JVM_OPTIONS");
            SuiteConfig plan = SuiteConfig.ofCheckout(source, var, Ports.from(System::getenv));
            run(jvm == null ? plan : plan.withJvm(List.of(jvm.split(" "))), demo);
        } catch (StartupException e) {
            System.err.println("run.sh: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(SuiteConfig plan, boolean demo) throws InterruptedException {
        requireDiskSpace(plan.folder());
        Suite suite = Suite.prepare(plan, System.out);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            suite.close();
            ended.countDown();
        }));
        suite.startProcesses();
        if (demo) {
            Demo.load(suite.describe(), System.out);
        }
        System.out.println(StartupBanner.of(suite.describe(), plan));
        ended.await();
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
            throw new StartupException("the folder " + folder + " cannot be used", e);
        }
    }
}
