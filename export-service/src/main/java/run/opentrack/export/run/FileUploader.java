package run.opentrack.export.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import run.opentrack.export.run.RunRepository.PublishedFile;
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

    /** Outcome of a file with its reason, if any. */
    record Outcome(ExportFile file, FileAction action, String note) {}

    private final CalendarStore store;
    private final RunRepository repository;
    private final RunLease lease;
    private final RunProgress progress;
    private final Map<String, PublishedFile> publishedBefore;
    private final Optional<Map<String, String>> etags;
    private final List<Outcome> outcomes = new ArrayList<>();
    private int failed;
    private int consecutiveFailures;
    private int kept;

    FileUploader(CalendarStore store, RunRepository repository, RunLease lease, RunProgress progress) {
        this.store = store;
        this.repository = repository;
        this.lease = lease;
        this.progress = progress;
        this.publishedBefore = repository.published().await().atMost(TIMEOUT);
        this.etags = etags(store);
    }

    /** Returns empty if the store does not respond; each file is then looked up on its own. */
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
        if (consecutiveFailures >= MAX_CONSECUTIVE_FAILURES && !isAlreadyStored(file)) {
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
                publish(file, attempt == 1 ? storedFile(file.name()) : store.find(file.name()));
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
        OptionalLong rowsBefore = rowsBefore(file.name(), stored);
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
                if (!isKnown(file, stored.get())) {
                    savePublished(file, stored.get().etag());
                }
            }
            default -> {
                savePublished(file, replace(stored, file));
                consecutiveFailures = 0;
            }
        }
        recordOutcome(file, action, note);
    }

    /** Checks the lease after a failed request as well, because the store may have executed it. */
    private String replace(Optional<StoredFile> stored, ExportFile file) {
        requireLease();
        try {
            return store.replace(stored, file);
        } finally {
            if (!renewLease()) {
                throw LeaseLostException.whileWriting(file.name());
            }
        }
    }

    /** Returns the stored file, from the bucket listing if it matches what was published. */
    private Optional<StoredFile> storedFile(String name) {
        if (etags.isPresent() && !etags.get().containsKey(name)) {
            return Optional.empty();
        }
        PublishedFile published = publishedBefore.get(name);
        return isStoredAsPublished(name)
                ? Optional.of(new StoredFile(published.etag(), published.sha256(), OptionalLong.of(published.rows())))
                : store.find(name);
    }

    private boolean isStoredAsPublished(String name) {
        PublishedFile published = publishedBefore.get(name);
        return published != null
                && etags.isPresent()
                && published.etag().equals(etags.get().get(name));
    }

    /** True if the bucket listing shows that the file is stored already. */
    private boolean isAlreadyStored(ExportFile file) {
        return isStoredAsPublished(file.name())
                && publishedBefore.get(file.name()).sha256().equals(file.sha256());
    }

    /** Row count of the stored file. The store takes precedence, because the database may have been set up anew. */
    private OptionalLong rowsBefore(String name, Optional<StoredFile> stored) {
        if (stored.isPresent() && stored.get().rows().isPresent()) {
            return stored.get().rows();
        }
        PublishedFile published = publishedBefore.get(name);
        return published == null ? OptionalLong.empty() : OptionalLong.of(published.rows());
    }

    private boolean isKnown(ExportFile file, StoredFile stored) {
        PublishedFile published = publishedBefore.get(file.name());
        return published != null
                && published.sha256().equals(file.sha256())
                && published.etag().equals(stored.etag());
    }

    private void savePublished(ExportFile file, String etag) {
        repository.savePublished(lease, file, etag).await().atMost(TIMEOUT);
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
        if (!renewLease()) {
            throw LeaseLostException.beforeWriting();
        }
    }

    private boolean renewLease() {
        return repository.renew(lease, progress).await().atMost(TIMEOUT);
    }

    private static void wait(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LeaseLostException.beforeWriting();
        }
    }
}
