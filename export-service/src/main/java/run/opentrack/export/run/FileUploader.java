package run.opentrack.export.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.CalendarStore.ConcurrentReplaceException;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.export.store.ExportFile;
import software.amazon.awssdk.core.exception.SdkException;

/** Upload of the files of one run, as long as this replica holds the lease. */
final class FileUploader {
    private static final Logger LOG = Logger.getLogger(FileUploader.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration INITIAL_RETRY_DELAY = Duration.ofMillis(500);
    private static final int MAX_ATTEMPTS = 3;
    /**
     * After that many consecutive failures the store counts as unreachable, and the rest waits for the next attempt.
     */
    private static final int MAX_CONSECUTIVE_FAILURES = 3;

    private static final int OUTCOME_BATCH_SIZE = 50;

    /** Loss of the lease: another replica takes the run over, and this one must not write. */
    static final class LeaseLostException extends RuntimeException {
        LeaseLostException() {
            super("the lease was lost to another replica");
        }
    }

    /** Outcome of a file with its reason, if any. */
    record Outcome(ExportFile file, FileAction action, String note) {}

    private final CalendarStore store;
    private final RunRepository repository;
    private final RunLease lease;
    private final RunProgress progress;
    private final BucketState bucket;
    private final List<Outcome> outcomes = new ArrayList<>();
    private int failed;
    private int consecutiveFailures;
    private int kept;

    FileUploader(CalendarStore store, RunRepository repository, RunLease lease, RunProgress progress) {
        this.store = store;
        this.repository = repository;
        this.lease = lease;
        this.progress = progress;
        this.bucket = new BucketState(repository.published().await().atMost(TIMEOUT), etags(store));
    }

    private static Optional<Map<String, String>> etags(CalendarStore store) {
        try {
            return Optional.of(store.etags());
        } catch (SdkException e) {
            LOG.warnf("could not list the bucket: %s", e.getMessage());
            return Optional.empty();
        }
    }

    int failed() {
        return failed;
    }

    int kept() {
        return kept;
    }

    /** Uploads a file if it has changed and has not lost too many rows, and records the outcome. */
    void upload(ExportFile file) {
        if (consecutiveFailures >= MAX_CONSECUTIVE_FAILURES && !bucket.contains(file)) {
            recordOutcome(file, FileAction.FAILED, "the store is unreachable");
        } else {
            uploadWithRetries(file);
        }
        progress.countFile();
    }

    /** Stores the outcomes recorded so far. */
    void saveOutcomes() {
        requireLease();
        repository.saveOutcomes(lease, outcomes).await().atMost(TIMEOUT);
        outcomes.clear();
    }

    private void uploadWithRetries(ExportFile file) {
        Duration delay = INITIAL_RETRY_DELAY;
        for (int attempt = 1; ; attempt++) {
            try {
                publish(file, attempt == 1 ? bucket.find(file.name(), store::find) : store.find(file.name()));
                return;
            } catch (SdkException | ConcurrentReplaceException e) {
                if (attempt == MAX_ATTEMPTS) {
                    LOG.errorf("could not upload %s: %s", file.name(), e.getMessage());
                    consecutiveFailures++;
                    recordOutcome(file, FileAction.FAILED, "the upload failed");
                    return;
                }
                wait(delay);
                delay = delay.multipliedBy(2);
            }
        }
    }

    /**
     * Looks up the stored file before checking the lease: if a replica takes over afterwards and writes, the store
     * rejects this upload ({@code If-Match}).
     */
    private void publish(ExportFile file, Optional<StoredFile> stored) {
        OptionalLong rowsBefore = bucket.rowsBefore(file.name(), stored);
        FileAction action = FileAction.decide(file, stored, rowsBefore, lease.acceptShrink());
        String note = null;
        switch (action) {
            case KEPT, FAILED -> {
                note = file.complete()
                        ? "the new file has " + file.rows() + " rows, the previous one " + rowsBefore.getAsLong()
                        : "a competition of it is not valid JSON";
                LOG.errorf("%s was not published: %s", file.name(), note);
            }
            case UNCHANGED -> {
                if (!bucket.isRecorded(file, stored.get().etag())) {
                    savePublished(file, stored.get().etag());
                }
            }
            default -> {
                requireLease();
                savePublished(file, store.replace(stored, file));
                consecutiveFailures = 0;
            }
        }
        recordOutcome(file, action, note);
    }

    private void savePublished(ExportFile file, String etag) {
        if (!repository.savePublished(lease, file, etag).await().atMost(TIMEOUT)) {
            throw new LeaseLostException();
        }
    }

    private void recordOutcome(ExportFile file, FileAction action, String note) {
        failed += action == FileAction.FAILED ? 1 : 0;
        kept += action == FileAction.KEPT ? 1 : 0;
        outcomes.add(new Outcome(file, action, note));
        if (outcomes.size() == OUTCOME_BATCH_SIZE) {
            saveOutcomes();
        }
    }

    private void requireLease() {
        if (!repository.renew(lease, progress).await().atMost(TIMEOUT)) {
            throw new LeaseLostException();
        }
    }

    private static void wait(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeaseLostException();
        }
    }
}
