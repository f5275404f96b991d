package run.opentrack.export.run;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** Limit for stores whose listing has other entity tags than their responses. */
    private static final int MAX_LOOKUPS = 20;

    private final RunRepository repository;
    private final CalendarStore store;
    private final ExportScheduler scheduler;

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
                            files, store.etags(), store::find)
                    .ifPresent(name -> {
                        LOG.errorf("%s is not as run %s published it; a further run corrects it", name, run);
                        scheduler.correct(run).await().atMost(TIMEOUT);
                    }));
        } catch (RuntimeException e) {
            LOG.warnf("could not compare the bucket with the last run: %s", e.getMessage());
        }
    }

    /** Finds a file of which the bucket has other content. A listing may have other entity tags than responses. */
    static Optional<String> findReplaced(
            List<PublishedFile> files, Map<String, String> etags, Function<String, Optional<StoredFile>> lookup) {
        return files.stream()
                .filter(file -> !file.etag().equals(etags.get(file.name())))
                .limit(MAX_LOOKUPS)
                .filter(file ->
                        !lookup.apply(file.name()).map(StoredFile::sha256).equals(Optional.of(file.sha256())))
                .map(PublishedFile::name)
                .findFirst();
    }
}
