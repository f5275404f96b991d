package run.opentrack.competition.redaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import run.opentrack.competition.redaction.RedactionRepository.Candidate;
import run.opentrack.competition.redaction.RedactionRepository.Redaction;
import run.opentrack.competition.redaction.RedactionRepository.Slice;

/**
 * Runs redactions slice by slice on a worker thread: competitions first, then histories, so that a change made meanwhile
 * leaves no old text behind. The progress is stored after each slice, so that another replica continues the work of one
 * that ended.
 */
@ApplicationScoped
class RedactionJob {
    private static final Logger LOG = Logger.getLogger(RedactionJob.class);
    /** Bound of the time for which a batch locks its country. */
    static final int MAX_BATCH_ROWS = 50;

    static final int MAX_BATCH_BYTES = 4 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MIN_BACKOFF = Duration.ofSeconds(30);
    private static final Duration MAX_BACKOFF = Duration.ofHours(1);

    private final RedactionRepository repository;
    private final RedactionTransaction transaction;
    private final Clock clock;
    private final Counter failures = Metrics.counter("opentrack.redaction.failures");

    RedactionJob(RedactionRepository repository, RedactionTransaction transaction, Clock clock) {
        this.repository = repository;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Without the database, a redaction is claimed again after its lease. */
    @Scheduled(every = "PT2S", delayed = "PT2S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            for (Redaction next = claim(); next != null; next = claim()) {
                redactOrPostpone(next);
            }
        } catch (RuntimeException failure) {
            LOG.warnf("redactions are continued later: %s", failure);
        }
    }

    private Redaction claim() {
        return await(repository.claim(clock.instant()));
    }

    /** Counts a failure of a whole slice only if the database answers, since other alerts report that it does not. */
    private void redactOrPostpone(Redaction redaction) {
        try {
            redactSlice(redaction);
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "redaction %s failed and is continued later", redaction.id());
            Instant now = clock.instant();
            await(repository.postpone(redaction, now.plus(backoff(Duration.between(redaction.createdAt(), now)))));
            failures.increment();
        }
    }

    /** Returns the age within bounds, so that the age at the next attempt is twice as high. */
    static Duration backoff(Duration age) {
        Duration bounded = age.compareTo(MIN_BACKOFF) < 0 ? MIN_BACKOFF : age;
        return bounded.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : bounded;
    }

    private void redactSlice(Redaction redaction) {
        if (redaction.isAtStart()) {
            await(repository.beginPass(redaction, clock.instant()));
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

    /** Redacts a batch, and each row by itself if that fails. A row that fails by itself leads to another pass. */
    private void redact(Redaction redaction, List<Candidate> batch) {
        try {
            redactTogether(redaction, batch);
        } catch (RuntimeException failure) {
            if (batch.size() == 1) {
                reportFailure(redaction, batch.get(0).competition(), failure);
                return;
            }
            LOG.warnf("rows are redacted one by one after: %s", failure);
            for (Candidate row : batch) {
                // Rows that wait for a lock one after the other exceed the lease.
                await(repository.renewLease(redaction, clock.instant()));
                redact(redaction, List.of(row));
            }
        }
    }

    private void redactTogether(Redaction redaction, List<Candidate> batch) {
        if (redaction.inHistories()) {
            await(transaction.redactEntries(
                    redaction, batch.stream().map(Candidate::id).toList()));
            return;
        }
        List<UUID> moved = await(transaction.redactCompetitions(
                redaction,
                batch.get(0).country(),
                batch.stream().map(Candidate::competition).toList()));
        moved.forEach(competition -> await(repository.addFailure(redaction.id(), competition)));
    }

    private void reportFailure(Redaction redaction, UUID competition, RuntimeException failure) {
        LOG.errorf(failure, "competition %s was not redacted and is tried again later", competition);
        await(repository.addFailure(redaction.id(), competition));
        failures.increment();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }
}
