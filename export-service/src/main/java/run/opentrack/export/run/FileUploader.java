package run.opentrack.export.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.ConcurrentReplaceException;
import run.opentrack.export.store.ExportFile;
import run.opentrack.export.store.StoredFile;
import software.amazon.awssdk.core.exception.SdkException;

/** Sends the files of one run to the store, as long as the run is this replica's. */
final class FileUploader {
    private static final Logger LOG = Logger.getLogger(FileUploader.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration INITIAL_RETRY_DELAY = Duration.ofMillis(500);
    private static final int MAX_ATTEMPTS = 3;
    /** After so many files in a row the store is taken to be out of reach, and the rest waits for the next attempt. */
    private static final int MAX_CONSECUTIVE_FAILURES = 3;

    private static final int OUTCOME_BATCH_SIZE = 50;

    /** What became of a file, and why where there is something to say. */
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

    /** None while the store does not answer: then each file is asked for, and those that fail are told. */
    private static Optional<Map<String, String>> etags(CalendarStore store) {
        try {
            return Optional.of(store.etags());
        } catch (SdkException e) {
            LOG.warnf("the bucket could not be listed: %s", e.getMessage());
            return Optional.empty();
        }
    }

    int failed() {
        return failed;
    }

    int kept() {
        return kept;
    }

    /** Publishes a file if it is new, has changed and has not lost too much, and notes what became of it. */
    void upload(ExportFile file) {
        if (consecutiveFailures >= MAX_CONSECUTIVE_FAILURES && !isAlreadyStored(file)) {
            recordOutcome(file, FileAction.FAILED, "the store is out of reach");
        } else {
            uploadWithRetries(file);
        }
        progress.countFile();
    }

    /** Writes down what is not yet. */
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
                    LOG.errorf("%s could not be published: %s", file.name(), e.getMessage());
                    consecutiveFailures++;
                    recordOutcome(file, FileAction.FAILED, "the store did not take it");
                    return;
                }
                wait(delay);
                delay = delay.multipliedBy(2);
            }
        }
    }

    /**
     * What lies there is looked at before the run is checked to be still ours: a replica that takes it over afterwards
     * puts another file there, and then the store refuses ours.
     */
    private void publish(ExportFile file, Optional<StoredFile> stored) {
        OptionalLong rowsBefore = rowsBefore(file.name(), stored);
        if (!lease.acceptShrink()
                && rowsBefore.isPresent()
                && ShrinkGuard.rejects(rowsBefore.getAsLong(), file.rows())) {
            String note = "the new file has " + file.rows() + " rows, the old one " + rowsBefore.getAsLong();
            LOG.errorf("%s is kept: %s", file.name(), note);
            recordOutcome(file, FileAction.KEPT, note);
        } else if (stored.isPresent() && stored.get().sha256().equals(file.sha256())) {
            if (!isKnown(file, stored.get())) {
                savePublished(file, stored.get().etag());
            }
            recordOutcome(file, FileAction.UNCHANGED, null);
        } else {
            savePublished(file, replace(stored, file));
            consecutiveFailures = 0;
            recordOutcome(file, FileAction.WRITTEN, null);
        }
    }

    /** A request that failed may have reached the store all the same. */
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

    /** What lies under a name, by the listing where that tells it: nothing, or what this suite published there. */
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

    /** Whether the store need not be asked to know that it has the file. */
    private boolean isAlreadyStored(ExportFile file) {
        return isStoredAsPublished(file.name())
                && publishedBefore.get(file.name()).sha256().equals(file.sha256());
    }

    /** The store knows best what it holds; the database may have been set up anew. */
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
