package run.opentrack.export.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import run.opentrack.export.calendar.CalendarBuilder;
import run.opentrack.export.component.ComponentFile;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.PublicFile;

/** One run from its first row to its last file. Blocks: for the thread of a run only. */
@ApplicationScoped
class Publication {
    private static final Logger LOG = Logger.getLogger(Publication.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final CalendarBuilder builder;
    private final CalendarStore store;
    private final RunTable runs;
    private final ExportConfig config;

    Publication(CalendarBuilder builder, CalendarStore store, RunTable runs, ExportConfig config) {
        this.builder = builder;
        this.store = store;
        this.runs = runs;
        this.config = config;
    }

    /**
     * Does the run and notes how it ended.
     *
     * @return false if the run was another replica's already when this one replaced a file: a further run puts it right
     */
    boolean publish(Claim claim, RunProgress progress) {
        Path folder = null;
        try (Heartbeat lease = new Heartbeat(runs, claim, progress, config.lease())) {
            folder = newFolder();
            publish(claim, progress, folder);
        } catch (LostRun lost) {
            LOG.warnf("run %s: %s", claim.run(), lost.getMessage());
            return !lost.isTooLate();
        } catch (IOException | SQLException | RuntimeException failure) {
            LOG.errorf(failure, "run %s failed", claim.run());
            finish(claim, progress, "failed", "the run broke off; the service's log says why");
        } finally {
            delete(folder);
        }
        return true;
    }

    private void publish(Claim claim, RunProgress progress, Path folder) throws IOException, SQLException {
        List<Integer> years = Night.years(claim, config.zone());
        CalendarBuilder.Built built = builder.build(years, folder, progress.rowsRead());
        int components = 1;
        int index = 1;
        progress.built(built.files().size() + components + index, built.copying(), built.shaping());
        long begin = System.nanoTime();
        Sending sending = new Sending(store, runs, claim, progress);
        built.files().forEach(sending::send);
        sending.send(ComponentFile.in(folder));
        sending.send(index(claim, folder));
        sending.noteOutcomes();
        progress.sent(Duration.ofNanos(System.nanoTime() - begin));
        finish(claim, progress, sending, built.leftOut());
    }

    private void finish(Claim claim, RunProgress progress, Sending sending, long leftOut) {
        if (sending.failed() > 0) {
            finish(claim, progress, "partly_failed", sending.failed() + " files were not published");
        } else if (sending.kept() > 0) {
            finish(
                    claim,
                    progress,
                    "partly_failed",
                    sending.kept() + " files have lost half of their rows or more and were kept as they were;"
                            + " start a run with accept_shrink if that is right");
        } else if (leftOut > 0) {
            finish(
                    claim,
                    progress,
                    "partly_failed",
                    leftOut + " competitions stand in the API's format alone; the service's log says why");
        } else {
            finish(claim, progress, "succeeded", null);
        }
    }

    private void finish(Claim claim, RunProgress progress, String status, String note) {
        try {
            runs.renew(claim, progress)
                    .chain(ours -> runs.finish(claim, status, note))
                    .await()
                    .atMost(LONGEST_WAIT);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the end of run %s could not be noted", claim.run());
        }
    }

    private PublicFile index(Claim claim, Path folder) throws IOException {
        Map<String, PublishedFile> published = runs.published().await().atMost(LONGEST_WAIT);
        published.remove(IndexFile.NAME);
        return IndexFile.of(published.values(), claim.startedAt(), folder);
    }

    private Path newFolder() throws IOException {
        return config.folder().isPresent()
                ? Files.createTempDirectory(config.folder().get(), "export")
                : Files.createTempDirectory("opentrack-export");
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warnf("%s could not be deleted: %s", folder, e.getMessage());
        }
    }
}
