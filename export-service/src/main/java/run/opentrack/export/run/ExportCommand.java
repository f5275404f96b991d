package run.opentrack.export.run;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.export.store.BucketSetup;

/**
 * Command line interface, for a terminal or a Kubernetes CronJob: {@code export} executes one run, {@code --setup}
 * prepares the bucket. Exit codes: 0 success, 1 failure or a file not published, 2 usage, 3 another run in progress.
 */
@Singleton
public class ExportCommand implements QuarkusApplication {
    private static final int FAILED = 1;
    private static final int USAGE_ERROR = 2;
    private static final int BUSY = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ExportScheduler scheduler;
    private final RunQueries queries;
    private final BucketSetup bucket;
    private final PrintStream out = System.out;

    ExportCommand(ExportScheduler scheduler, RunQueries queries, BucketSetup bucket) {
        this.scheduler = scheduler;
        this.queries = queries;
        this.bucket = bucket;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("export")) {
            return export();
        }
        if (arguments.length == 1 && arguments[0].equals("--setup")) {
            return bucket.run(out::println) ? 0 : FAILED;
        }
        out.println("usage: export | --setup");
        return USAGE_ERROR;
    }

    private int export() throws InterruptedException {
        RunProgress progress = new RunProgress();
        CompletableFuture<Optional<RunLease>> running = CompletableFuture.supplyAsync(() -> scheduler.run(progress));
        while (true) {
            try {
                return running.get(2, TimeUnit.SECONDS).map(this::report).orElseGet(this::reportBusy);
            } catch (TimeoutException e) {
                out.println(describe(progress));
            } catch (ExecutionException e) {
                out.println("run failed: " + e.getCause().getMessage());
                return FAILED;
            }
        }
    }

    static String describe(RunProgress progress) {
        RunView.ProgressView view = progress.view();
        return switch (progress.phase()) {
            case BUILDING -> "building, %,d rows read".formatted(view.rowsRead());
            case SENDING -> "sending, %d of %d files".formatted(view.filesDone(), view.filesTotal());
            case DONE -> "finishing";
        };
    }

    private int report(RunLease lease) {
        return report(queries.byId(lease.runId()).await().atMost(TIMEOUT).orElseThrow(), out);
    }

    static int report(RunView run, PrintStream out) {
        run.files().stream()
                .filter(file -> file.note() != null)
                .forEach(file -> out.println(file.name() + " " + file.action() + ": " + file.note()));
        long written = run.files().stream()
                .filter(file -> file.action().equals(FileAction.WRITTEN.text()))
                .count();
        out.printf(
                "run %s %s: %d files, %d written%n",
                run.id(), run.status(), run.files().size(), written);
        return run.status().equals("succeeded") ? 0 : FAILED;
    }

    private int reportBusy() {
        out.println("another run is in progress");
        return BUSY;
    }
}
