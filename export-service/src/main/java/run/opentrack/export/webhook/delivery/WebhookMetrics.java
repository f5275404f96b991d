package run.opentrack.export.webhook.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Attempts by outcome, and the age of the queue, for alerts. */
@ApplicationScoped
class WebhookMetrics {
    private static final Logger LOG = Logger.getLogger(WebhookMetrics.class);
    /** Endpoints that fail are their owners' matter. */
    private static final String AGE = """
            SELECT coalesce(max(extract(epoch FROM now() - waiting_since)), 0)::bigint FROM (
                   SELECT first.next_at AS waiting_since FROM webhook_endpoint e
                     JOIN account a ON a.id = e.account_id AND a.enabled
                    CROSS JOIN LATERAL (SELECT next_at FROM webhook_delivery d
                          WHERE d.endpoint_id = e.id AND d.state = 'pending' ORDER BY position LIMIT 1) first
                    WHERE e.state = 'active'
                   UNION ALL
                   SELECT h.at FROM calendar_version v LEFT JOIN webhook_cursor c USING (country_id)
                    CROSS JOIN LATERAL (SELECT at FROM competition_history h
                          WHERE h.country_id = v.country_id AND h.id > coalesce(c.history_id, 0) ORDER BY id LIMIT 1) h
                    WHERE v.version > coalesce(c.version, 0)) waiting
             WHERE waiting_since < now()""";

    private final Pool database;
    private final AtomicLong age;
    /** From zero on, since a counter that begins with its first failure has no increase. */
    private final Map<String, Counter> counters;

    WebhookMetrics(Pool database, MeterRegistry meters) {
        this.database = database;
        this.age = meters.gauge("opentrack.webhooks.queue.age.seconds", new AtomicLong());
        this.counters = List.of("succeeded", "pending", "failed").stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        outcome -> meters.counter("opentrack.webhooks.attempts", "outcome", outcome)));
    }

    /** Counts an attempt; pending is one that is repeated. */
    void count(AttemptResult result) {
        counters.get(result.state().text()).increment();
    }

    @Scheduled(every = "PT15S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return database.query(AGE)
                .execute()
                .invoke(rows -> age.set(rows.iterator().next().getLong(0)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("could not refresh the metrics: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
