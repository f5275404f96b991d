package run.opentrack.export.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import run.opentrack.export.calendar.CalendarBuilder;
import run.opentrack.export.run.FileUploader.LeaseLostException;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.ExportFile;

/** Execution of one run: build, upload, report. Blocking. */
@ApplicationScoped
class ExportRunner {
    private static final Logger LOG = Logger.getLogger(ExportRunner.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Past months in the files for subscriptions. */
    private static final int SUBSCRIBED_MONTHS = 3;

    private final CalendarBuilder builder;
    private final CalendarStore store;
    private final RunRepository repository;
    private final ExportConfig config;

    ExportRunner(CalendarBuilder builder, CalendarStore store, RunRepository repository, ExportConfig config) {
        this.builder = builder;
        this.store = store;
        this.repository = repository;
        this.config = config;
    }

    /** Executes the run and stores its result. */
    void run(RunLease lease, RunProgress progress) {
        Path folder = null;
        try (LeaseRenewer renewer =
                new LeaseRenewer(() -> repository.renew(lease, progress), lease, config.leaseDuration())) {
            Path parent = config.folder().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
            folder = Files.createTempDirectory(parent, "opentrack-export");
            run(lease, progress, folder);
        } catch (LeaseLostException lost) {
            LOG.warnf("run %s: %s", lease.runId(), lost.getMessage());
        } catch (IOException | SQLException | RuntimeException failure) {
            LOG.errorf(failure, "run %s failed", lease.runId());
            finish(lease, progress, "failed", "the run failed; see the service log");
        } finally {
            delete(folder);
        }
    }

    private void run(RunLease lease, RunProgress progress, Path folder) throws IOException, SQLException {
        List<Integer> years = NightlySlot.years(lease, config.zone());
        LocalDate since = LocalDate.ofInstant(lease.startedAt(), config.zone()).minusMonths(SUBSCRIBED_MONTHS);
        CalendarBuilder.BuildResult built = builder.build(years, since, lease.startedAt(), folder, progress.rowsRead());
        int index = 1;
        progress.markBuilt(built.files().size() + index, built.copyDuration(), built.renderDuration());
        long begin = System.nanoTime();
        FileUploader uploader = new FileUploader(store, repository, lease, progress);
        built.files().forEach(uploader::upload);
        uploader.upload(index(lease, folder));
        uploader.saveOutcomes();
        progress.markUploaded(Duration.ofNanos(System.nanoTime() - begin));
        Optional<String> note = shortcoming(uploader.failed(), uploader.kept(), built.skipped());
        finish(lease, progress, note.isEmpty() ? "succeeded" : "partly_failed", note.orElse(null));
    }

    /** Reason for which a run published only a part, if any; the gravest comes first. */
    static Optional<String> shortcoming(int failed, int kept, long skipped) {
        if (failed > 0) {
            return Optional.of(failed + " files were not published");
        }
        if (kept > 0) {
            return Optional.of(kept + " files were kept as they were, because half of their rows are gone or one is not"
                    + " valid; start a run with accept_shrink to publish those that lost rows");
        }
        return skipped == 0
                ? Optional.empty()
                : Optional.of(skipped + " competitions were written in the API's format only; see the service log");
    }

    private void finish(RunLease lease, RunProgress progress, String status, String note) {
        try {
            repository
                    .renew(lease, progress)
                    .chain(renewed -> repository.finish(lease, status, note))
                    .await()
                    .atMost(TIMEOUT);
        } catch (RuntimeException e) {
            LOG.errorf(e, "could not store the result of run %s", lease.runId());
        }
    }

    private ExportFile index(RunLease lease, Path folder) throws IOException {
        Map<String, PublishedFile> published = repository.published().await().atMost(TIMEOUT);
        published.remove(IndexFile.NAME);
        return IndexFile.of(published.values(), lease.startedAt(), folder);
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
            LOG.warnf("could not delete %s: %s", folder, e.getMessage());
        }
    }
}
