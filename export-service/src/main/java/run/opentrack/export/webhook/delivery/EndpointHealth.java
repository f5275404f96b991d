package run.opentrack.export.webhook.delivery;

import static run.opentrack.export.webhook.delivery.DeliveryQueue.seconds;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import run.opentrack.export.webhook.delivery.DeliveryQueue.ClaimedDelivery;

/**
 * Circuit breaker of endpoints. After some failures in a row an endpoint gets one attempt at a time, with growing delays; the
 * first success sends everything that waits. It is disabled after days without a success.
 */
@ApplicationScoped
class EndpointHealth {
    /** Failures in a row from which on an endpoint counts as failing. */
    static final int FAILING_AFTER = 5;

    private static final String SUCCEEDED = """
            UPDATE webhook_endpoint e SET failures = 0, failing_since = NULL,
                   state = CASE WHEN $2 OR e.state = 'failing' THEN 'active' ELSE e.state END
              FROM (SELECT id, state FROM webhook_endpoint WHERE id = $1) old
             WHERE e.id = old.id AND e.url = $3 AND (e.failures > 0 OR e.failing_since IS NOT NULL OR $2)
            RETURNING old.state <> 'active'""";
    /** Makes deliveries due that failed with the endpoint: their next attempts may be hours away. */
    private static final String RELEASE = """
            UPDATE webhook_delivery SET next_at = now()
             WHERE endpoint_id = $1 AND state = 'pending' AND next_at > now() AND lease_until IS NULL""";

    private static final String FAILED = """
            UPDATE webhook_endpoint e SET failures = e.failures + 1, failing_since = coalesce(e.failing_since, now()),
                   state = CASE WHEN ended OR e.state = 'disabled' THEN 'disabled'
                                WHEN e.failures + 1 >= $4 THEN 'failing' ELSE e.state END,
                   notice_due = CASE e.state WHEN 'disabled' THEN e.notice_due ELSE ended END,
                   next_at = CASE WHEN e.failures + 1 >= $4 THEN now() + make_interval(secs => $5) ELSE e.next_at END
              FROM (SELECT id, $2 OR coalesce(failing_since < now() - make_interval(secs => $3), false) AS ended
                      FROM webhook_endpoint WHERE id = $1) old
             WHERE e.id = old.id AND e.url = $6 AND e.state <> 'pending'
            RETURNING e.state = 'disabled'""";
    /** Ends what waits for a disabled endpoint, or for all of them; what is in flight may succeed. */
    private static final String CANCEL = """
            UPDATE webhook_delivery SET state = 'failed', lease_until = NULL, error = 'the webhook was disabled'
             WHERE id = ANY(ARRAY(
               SELECT d.id FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id
                WHERE e.state = 'disabled' AND e.id = coalesce($1, e.id) AND d.state = 'pending' AND d.event <> 'ping'
                  AND (d.lease_until IS NULL OR d.lease_until <= now()) FOR UPDATE OF d SKIP LOCKED))""";

    private final WebhookConfig config;
    private final RetrySchedule schedule;

    EndpointHealth(WebhookConfig config, RetrySchedule schedule) {
        this.config = config;
        this.schedule = schedule;
    }

    /**
     * Notes the result of an attempt, in its transaction. One at a former address says nothing about the present one, and a
     * ping that fails nothing about events.
     */
    Uni<Void> record(SqlClient sql, ClaimedDelivery delivery, AttemptResult result) {
        boolean ping = delivery.event().equals(WebhookEvent.PING);
        if (result.isSuccess()) {
            return sql.preparedQuery(SUCCEEDED)
                    .execute(Tuple.of(delivery.endpoint(), ping, delivery.url()))
                    .chain(rows -> isTrue(rows)
                            ? sql.preparedQuery(RELEASE)
                                    .execute(Tuple.of(delivery.endpoint()))
                                    .replaceWithVoid()
                            : Uni.createFrom().voidItem());
        }
        return ping ? Uni.createFrom().voidItem() : recordFailure(sql, delivery, result);
    }

    private Uni<Void> recordFailure(SqlClient sql, ClaimedDelivery delivery, AttemptResult result) {
        int beyond = Math.max(0, delivery.failures() + 1 - FAILING_AFTER);
        Tuple values = Tuple.of(
                delivery.endpoint(),
                result.isGone(),
                seconds(config.disableAfter()),
                FAILING_AFTER,
                seconds(schedule.ofFailingEndpoint(beyond)),
                delivery.url());
        return sql.preparedQuery(FAILED)
                .execute(values)
                .chain(rows -> isTrue(rows)
                        ? cancel(sql, delivery.endpoint())
                        : Uni.createFrom().voidItem());
    }

    /** @param endpoint null for all: something may have been added meanwhile, or in flight in a replica that ended */
    static Uni<Void> cancel(SqlClient sql, UUID endpoint) {
        return sql.preparedQuery(CANCEL).execute(Tuple.of(endpoint)).replaceWithVoid();
    }

    private static boolean isTrue(RowSet<Row> rows) {
        return rows.size() > 0 && rows.iterator().next().getBoolean(0);
    }
}
