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
public final class RunSuite {
    private static final long NEEDED_MIB = 500;

    private RunSuite() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path source = Path.of(System.getenv("OPENTRACK_SOURCE"));
        String folder = System.getenv("OPENTRACK_FOLDER");
        Path var = folder == null
                ? source.resolve("deploy/local/var")
                : Path.of(folder).toAbsolutePath();
        boolean demo = List.of(arguments).contains("--demo");
        try {
            String jvm = System.getenv("OPENTRACK_JVM_OPTIONS");
            SuitePlan plan = SuitePlan.ofCheckout(source, var, Ports.from(System::getenv));
            run(jvm == null ? plan : plan.withJvm(List.of(jvm.split(" "))), demo);
        } catch (StartFailure e) {
            System.err.println("run.sh: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(SuitePlan plan, boolean demo) throws InterruptedException {
        requireRoom(plan.folder());
        Suite suite = Suite.prepare(plan, System.out);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            suite.close();
            ended.countDown();
        }));
        suite.bringUp();
        if (demo) {
            Demo.load(suite.describe(), System.out);
        }
        System.out.println(Table.of(suite.describe(), plan));
        ended.await();
    }

    private static void requireRoom(Path folder) {
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace() / (1024 * 1024);
            if (free < NEEDED_MIB) {
                throw new StartFailure(
                        "the disk is full: " + free + " MiB are free at " + folder + ", " + NEEDED_MIB + " are needed");
            }
        } catch (IOException e) {
            throw new StartFailure("the folder " + folder + " cannot be used", e);
        }
    }
}
