package run.opentrack.export.run;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.store.CalendarStore;
import run.opentrack.export.store.CalendarStore.StoredFile;

/**
 * Periodic comparison of the bucket with what the last run published. An upload that the store receives late, from a
 * replica that lost its lease or failed, replaces a file after the run that found it unchanged. Blocking.
 */
@ApplicationScoped
class PublicationCheckJob {
    private static final Logger LOG = Logger.getLogger(PublicationCheckJob.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Limit of a check for stores whose listing has other entity tags than their responses. */
    static final int MAX_LOOKUPS = 20;

    private final RunRepository repository;
    private final CalendarStore store;
    private final ExportScheduler scheduler;

    /** Entity tags of the listing with which a look-up has found the content as published. */
    private final Map<PublishedFile, String> confirmed = new ConcurrentHashMap<>();

    PublicationCheckJob(RunRepository repository, CalendarStore store, ExportScheduler scheduler) {
        this.repository = repository;
        this.store = store;
        this.scheduler = scheduler;
    }

    @Scheduled(
            every = "{opentrack.export.check-interval}",
            delayed = "PT5S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        try {
            repository.publishedByLastRun().await().atMost(TIMEOUT).forEach((run, files) -> findReplaced(
                            files, store.etags(), store::find, confirmed)
                    .ifPresent(name -> {
                        LOG.errorf("%s is not as run %s published it; a further run corrects it", name, run);
                        scheduler.correct(run).await().atMost(TIMEOUT);
                    }));
        } catch (RuntimeException e) {
            LOG.warnf("could not compare the bucket with the last run: %s", e.getMessage());
        }
    }

    /**
     * Finds a file of which the bucket has other content. A listing may have other entity tags than responses: then each file
     * is looked up by one of the next checks, and again once its tag in the listing has changed.
     */
    static Optional<String> findReplaced(
            List<PublishedFile> files,
            Map<String, String> etags,
            Function<String, Optional<StoredFile>> lookup,
            Map<PublishedFile, String> confirmed) {
        confirmed.keySet().retainAll(Set.copyOf(files));
        return files.stream()
                .filter(file -> !file.etag().equals(etags.get(file.name())))
                .filter(file -> !etags.getOrDefault(file.name(), "absent").equals(confirmed.get(file)))
                .limit(MAX_LOOKUPS)
                .filter(file -> !isAsPublished(file, etags.get(file.name()), lookup, confirmed))
                .map(PublishedFile::name)
                .findFirst();
    }

    private static boolean isAsPublished(
            PublishedFile file,
            String etag,
            Function<String, Optional<StoredFile>> lookup,
            Map<PublishedFile, String> confirmed) {
        boolean same = lookup.apply(file.name()).map(StoredFile::sha256).equals(Optional.of(file.sha256()));
        if (same && etag != null) {
            confirmed.put(file, etag);
        }
        return same;
    }
}
