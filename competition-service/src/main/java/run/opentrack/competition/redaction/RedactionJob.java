package run.opentrack.competition.redaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import run.opentrack.competition.redaction.RedactionRepository.Candidate;
import run.opentrack.competition.redaction.RedactionRepository.Redaction;
import run.opentrack.competition.redaction.RedactionRepository.Slice;
import run.opentrack.http.error.ExceptionMapping;

/**
 * Runs redactions slice by slice on a worker thread: competitions first, then histories, so that a change made meanwhile
 * leaves no old text behind. The progress is stored after each slice, so that another replica continues the work of one
 * that ended.
 */
@ApplicationScoped
class RedactionJob {
    private static final Logger LOG = Logger.getLogger(RedactionJob.class);
    /** A country is locked for the time of so many updates. */
    static final int MAX_BATCH_ROWS = 50;

    static final int MAX_BATCH_BYTES = 4 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RedactionRepository repository;
    private final RedactionTransaction transaction;
    private final ExceptionMapping exceptions;
    private final Clock clock;
    private final Counter failures = Metrics.counter("opentrack.redaction.failures");

    RedactionJob(
            RedactionRepository repository,
            RedactionTransaction transaction,
            ExceptionMapping exceptions,
            Clock clock) {
        this.repository = repository;
        this.transaction = transaction;
        this.exceptions = exceptions;
        this.clock = clock;
    }

    /** A redaction that fails as a whole, for lack of the database or of a lock, is claimed again after its lease. */
    @Scheduled(every = "PT2S", delayed = "PT2S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            for (Redaction next = claim(); next != null; next = claim()) {
                redactSlice(next);
            }
        } catch (RuntimeException failure) {
            LOG.warnf("redactions are continued later: %s", failure);
        }
    }

    private Redaction claim() {
        return await(repository.claim(clock.instant()));
    }

    private void redactSlice(Redaction redaction) {
        if (redaction.isAtStart()) {
            await(repository.clearFailures(redaction.id()));
        }
        Slice slice = await(repository.search(redaction));
        batches(slice.candidates()).forEach(batch -> redact(redaction, batch));
        await(repository.advance(redaction, slice.next(), clock.instant()));
    }

    /** Batches of one country each, bounded by rows and bytes. */
    static List<List<Candidate>> batches(List<Candidate> candidates) {
        List<List<Candidate>> batches = new ArrayList<>();
        List<Candidate> batch = List.of();
        long bytes = 0;
        for (Candidate next : candidates.stream()
                .sorted(Comparator.comparing(Candidate::country))
                .toList()) {
            bytes += next.bytes();
            if (batch.isEmpty()
                    || batch.size() == MAX_BATCH_ROWS
                    || bytes > MAX_BATCH_BYTES
                    || !batch.get(0).country().equals(next.country())) {
                batch = new ArrayList<>();
                batches.add(batch);
                bytes = next.bytes();
            }
            batch.add(next);
        }
        return batches;
    }

    /** Redacts a batch, and each row by itself if one of them fails. */
    private void redact(Redaction redaction, List<Candidate> batch) {
        try {
            await(
                    redaction.inHistories()
                            ? transaction.redactEntries(
                                    redaction, batch.stream().map(Candidate::id).toList())
                            : transaction.redactCompetitions(
                                    redaction,
                                    batch.get(0).country(),
                                    batch.stream().map(Candidate::competition).toList()));
        } catch (RuntimeException failure) {
            // The mapping logs the failure.
            if (exceptions
                            .toApiException(failure, "of redaction " + redaction.id())
                            .status()
                    != 500) {
                throw failure;
            }
            if (batch.size() > 1) {
                batch.forEach(row -> redact(redaction, List.of(row)));
            } else {
                reportFailure(redaction, batch.get(0).competition());
            }
        }
    }

    private void reportFailure(Redaction redaction, UUID competition) {
        LOG.errorf("competition %s was not redacted and is tried again later", competition);
        failures.increment();
        await(repository.addFailure(redaction.id(), competition));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }
}
