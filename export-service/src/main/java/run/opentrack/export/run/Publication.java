package run.opentrack.export.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import run.opentrack.export.calendar.CalendarBuilder;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.PublicFile;

/** One run from its first row to its last file. Blocks: for the thread of a run only. */
@ApplicationScoped
class Publication {
    private static final Logger LOG = Logger.getLogger(Publication.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int TRIES = 4;

    private final CalendarBuilder builder;
    private final CalendarStore store;
    private final RunTable runs;
    private final ExportConfig config;
    private final Clock clock;

    Publication(CalendarBuilder builder, CalendarStore store, RunTable runs, ExportConfig config, Clock clock) {
        this.builder = builder;
        this.store = store;
        this.runs = runs;
        this.config = config;
        this.clock = clock;
    }

    /** Does the run and notes how it ended. */
    void publish(Claim claim) {
        Path folder = null;
        try {
            folder = newFolder();
            List<PublicFile> files = builder.build(Night.years(clock.instant(), config.zone()), folder);
            long failed = send(claim, files);
            sendIndex(claim, folder);
            finish(claim, failed == 0 ? "succeeded" : "partly_failed", null);
        } catch (LostRun lost) {
            LOG.warn(lost.getMessage());
        } catch (IOException | RuntimeException failure) {
            LOG.errorf(failure, "run %s failed", claim.run());
            finish(claim, "failed", "the run broke off; the service's log says why");
        } finally {
            delete(folder);
        }
    }

    private long send(Claim claim, List<PublicFile> files) {
        Map<String, PublishedFile> before = runs.published().await().atMost(LONGEST_WAIT);
        long failed = 0;
        for (PublicFile file : files) {
            FileAction action = send(claim, file, before.get(file.name()));
            if (action == FileAction.FAILED) {
                failed++;
            }
        }
        return failed;
    }

    private FileAction send(Claim claim, PublicFile file, PublishedFile before) {
        requireOurs(claim);
        if (before != null && !claim.acceptShrink() && ShrinkRule.forbids(before.rows(), file.rows())) {
            String why = "the new file has " + file.rows() + " rows, the old one " + before.rows();
            LOG.errorf("%s is kept: %s", file.name(), why);
            return note(claim, file, FileAction.KEPT, why);
        }
        try {
            boolean there = store.has(file);
            if (!there) {
                put(claim, file);
            }
            if (!there || before == null || !before.sha256().equals(file.sha256())) {
                runs.notePublished(claim, file).await().atMost(LONGEST_WAIT);
            }
            return note(claim, file, there ? FileAction.UNCHANGED : FileAction.WRITTEN, null);
        } catch (software.amazon.awssdk.core.exception.SdkException e) {
            LOG.errorf("%s could not be published: %s", file.name(), e.getMessage());
            return note(claim, file, FileAction.FAILED, "the store did not take it");
        }
    }

    private void put(Claim claim, PublicFile file) {
        for (int attempt = 1; ; attempt++) {
            try {
                store.put(file);
                return;
            } catch (software.amazon.awssdk.core.exception.SdkException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                pause(Duration.ofMillis(250L << attempt));
                requireOurs(claim);
            }
        }
    }

    private void sendIndex(Claim claim, Path folder) throws IOException {
        requireOurs(claim);
        Map<String, PublishedFile> published = runs.published().await().atMost(LONGEST_WAIT);
        published.remove(IndexFile.NAME);
        PublicFile index = IndexFile.of(published.values(), clock.instant(), folder);
        put(claim, index);
        runs.notePublished(claim, index).await().atMost(LONGEST_WAIT);
        note(claim, index, FileAction.WRITTEN, null);
    }

    private FileAction note(Claim claim, PublicFile file, FileAction action, String why) {
        runs.noteFile(claim, file, action, why).await().atMost(LONGEST_WAIT);
        return action;
    }

    private void finish(Claim claim, String status, String note) {
        try {
            runs.finish(claim, status, note).await().atMost(LONGEST_WAIT);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the end of run %s could not be noted", claim.run());
        }
    }

    private void requireOurs(Claim claim) {
        if (!runs.renew(claim).await().atMost(LONGEST_WAIT)) {
            throw new LostRun();
        }
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
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LostRun();
        }
    }
}
