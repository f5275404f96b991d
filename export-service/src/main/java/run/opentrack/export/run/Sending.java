package run.opentrack.export.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.PublicFile;
import run.opentrack.export.store.ReplacedMeanwhile;
import run.opentrack.export.store.StoredFile;
import software.amazon.awssdk.core.exception.SdkException;

/** Sends the files of one run to the store, as long as the run is this replica's. */
final class Sending {
    private static final Logger LOG = Logger.getLogger(Sending.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int TRIES = 3;
    /** After so many files in a row the store is taken to be out of reach, and the rest waits for the next attempt. */
    private static final int PATIENCE = 3;

    private static final int NOTED_AT_ONCE = 50;

    /** What became of a file, and why where there is something to say. */
    record Outcome(PublicFile file, FileAction action, String why) {}

    private final CalendarStore store;
    private final RunTable runs;
    private final Claim claim;
    private final RunProgress progress;
    private final Map<String, PublishedFile> before;
    private final Optional<Map<String, String>> etags;
    private final List<Outcome> outcomes = new ArrayList<>();
    private int failed;
    private int failedInARow;
    private int kept;

    Sending(CalendarStore store, RunTable runs, Claim claim, RunProgress progress) {
        this.store = store;
        this.runs = runs;
        this.claim = claim;
        this.progress = progress;
        this.before = runs.published().await().atMost(LONGEST_WAIT);
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
    void send(PublicFile file) {
        if (failedInARow >= PATIENCE && !liesThere(file)) {
            note(file, FileAction.FAILED, "the store is out of reach");
        } else {
            sendPatiently(file);
        }
        progress.fileDone();
    }

    /** Writes down what is not yet. */
    void noteOutcomes() {
        requireOurs();
        runs.noteFiles(claim, outcomes).await().atMost(LONGEST_WAIT);
        outcomes.clear();
    }

    private void sendPatiently(PublicFile file) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                publish(file, attempt == 1 ? seen(file.name()) : store.stored(file.name()));
                return;
            } catch (SdkException | ReplacedMeanwhile e) {
                if (attempt == TRIES) {
                    LOG.errorf("%s could not be published: %s", file.name(), e.getMessage());
                    failedInARow++;
                    note(file, FileAction.FAILED, "the store did not take it");
                    return;
                }
                wait(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /**
     * What lies there is looked at before the run is checked to be still ours: a replica that takes it over afterwards
     * puts another file there, and then the store refuses ours.
     */
    private void publish(PublicFile file, Optional<StoredFile> there) {
        OptionalLong rowsBefore = rowsBefore(file.name(), there);
        if (!claim.acceptShrink()
                && rowsBefore.isPresent()
                && ShrinkRule.forbids(rowsBefore.getAsLong(), file.rows())) {
            String why = "the new file has " + file.rows() + " rows, the old one " + rowsBefore.getAsLong();
            LOG.errorf("%s is kept: %s", file.name(), why);
            note(file, FileAction.KEPT, why);
        } else if (there.isPresent() && there.get().sha256().equals(file.sha256())) {
            if (!isKnown(file, there.get())) {
                notePublished(file, there.get().etag());
            }
            note(file, FileAction.UNCHANGED, null);
        } else {
            notePublished(file, replace(there, file));
            failedInARow = 0;
            note(file, FileAction.WRITTEN, null);
        }
    }

    /** A request that failed may have reached the store all the same. */
    private String replace(Optional<StoredFile> there, PublicFile file) {
        requireOurs();
        try {
            return store.replace(there, file);
        } finally {
            if (!isOurs()) {
                throw LostRun.whileWriting(file.name());
            }
        }
    }

    /** What lies under a name, by the listing where that tells it: nothing, or what this suite published there. */
    private Optional<StoredFile> seen(String name) {
        if (etags.isPresent() && !etags.get().containsKey(name)) {
            return Optional.empty();
        }
        PublishedFile published = before.get(name);
        return isAsPublished(name)
                ? Optional.of(new StoredFile(published.etag(), published.sha256(), OptionalLong.of(published.rows())))
                : store.stored(name);
    }

    private boolean isAsPublished(String name) {
        PublishedFile published = before.get(name);
        return published != null
                && etags.isPresent()
                && published.etag().equals(etags.get().get(name));
    }

    /** Whether the store need not be asked to know that it has the file. */
    private boolean liesThere(PublicFile file) {
        return isAsPublished(file.name()) && before.get(file.name()).sha256().equals(file.sha256());
    }

    /** The store knows best what it holds; the database may have been set up anew. */
    private OptionalLong rowsBefore(String name, Optional<StoredFile> there) {
        if (there.isPresent() && there.get().rows().isPresent()) {
            return there.get().rows();
        }
        PublishedFile published = before.get(name);
        return published == null ? OptionalLong.empty() : OptionalLong.of(published.rows());
    }

    private boolean isKnown(PublicFile file, StoredFile there) {
        PublishedFile published = before.get(file.name());
        return published != null
                && published.sha256().equals(file.sha256())
                && published.etag().equals(there.etag());
    }

    private void notePublished(PublicFile file, String etag) {
        runs.notePublished(claim, file, etag).await().atMost(LONGEST_WAIT);
    }

    private void note(PublicFile file, FileAction action, String why) {
        failed += action == FileAction.FAILED ? 1 : 0;
        kept += action == FileAction.KEPT ? 1 : 0;
        outcomes.add(new Outcome(file, action, why));
        if (outcomes.size() == NOTED_AT_ONCE) {
            noteOutcomes();
        }
    }

    private void requireOurs() {
        if (!isOurs()) {
            throw LostRun.beforeWriting();
        }
    }

    private boolean isOurs() {
        return runs.renew(claim, progress).await().atMost(LONGEST_WAIT);
    }

    private static void wait(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LostRun.beforeWriting();
        }
    }
}
