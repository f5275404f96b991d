package run.opentrack.competition.review;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Length of the queue of pairs that await a decision, by state. */
@ApplicationScoped
class ReviewMetrics {
    private static final Logger LOG = Logger.getLogger(ReviewMetrics.class);

    private final ReviewRepository repository;
    private final Map<String, AtomicLong> lengths;

    ReviewMetrics(ReviewRepository repository, MeterRegistry meters) {
        this.repository = repository;
        this.lengths = List.of(DuplicatePair.OPEN, DuplicatePair.PROPOSED).stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        state -> meters.gauge("opentrack.duplicate.pairs", Tags.of("state", state), new AtomicLong())));
    }

    @Scheduled(every = "PT1M", delayed = "PT10S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return repository
                .count()
                .invoke(rows -> {
                    Map<String, Long> counts =
                            rows.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
                    lengths.forEach((state, length) -> length.set(counts.getOrDefault(state, 0L)));
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("could not refresh the metrics: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
