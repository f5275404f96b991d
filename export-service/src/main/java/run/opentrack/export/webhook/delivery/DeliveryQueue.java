package run.opentrack.export.webhook.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Queue of deliveries in the database, from which replicas claim what is due. Each endpoint has its own queue, so that one
 * that fails delays no other. Deliveries of one competition to one endpoint are sent in order. Times are the database's, since
 * clocks of replicas differ.
 */
@ApplicationScoped
class DeliveryQueue {
    /** Lease of a claim, as a multiple of the timeout of an attempt. After it, another replica may claim the delivery. */
    private static final int LEASE_FACTOR = 2;

    /** Advisory lock of the fan-out: "WBHO" in ASCII. */
    private static final long FAN_OUT_LOCK_KEY = 0x5742_484F;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)";
    private static final String FIND_SUBSCRIPTIONS = """
            SELECT e.id, e.events, e.countries FROM webhook_endpoint e JOIN account a ON a.id = e.account_id
             WHERE e.state IN ('active', 'failing') AND a.enabled""";
    private static final String INSERT = """
            INSERT INTO webhook_delivery (id, endpoint_id, event, subject_id, country_id, history_id, version, at, state, next_at)
            SELECT gen_random_uuid(), d.*, 'pending', now()
              FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
                AS d (endpoint_id, event, subject_id, country_id, history_id, version, at)
              JOIN webhook_endpoint e ON e.id = d.endpoint_id
             ORDER BY d.history_id""";
    /**
     * Two replicas that claim at the same time skip what the other locks, or find it claimed once it is unlocked. Statistics
     * are wrong after a burst of events. Therefore the order of execution is fixed: endpoints, their first deliveries, the
     * update by primary key. Endpoints with the fewest attempts in flight come first, then those whose events have waited
     * longest, so that the backlog of many does not take all permits.
     */
    private static final String CLAIM = """
            WITH endpoint AS MATERIALIZED (
                SELECT e.*, leased FROM webhook_endpoint e JOIN account a ON a.id = e.account_id AND a.enabled
                 CROSS JOIN LATERAL (
                       SELECT count(*) AS leased FROM webhook_delivery l WHERE l.endpoint_id = e.id AND l.lease_until > now()) l
                 WHERE %s
                 ORDER BY leased, (SELECT min(position) FROM webhook_delivery w WHERE w.endpoint_id = e.id AND w.state = 'pending')),
            claimed AS MATERIALIZED (
                SELECT due.id, e.id AS endpoint_id, e.url, e.payload, e.secret, e.failures,
                       CASE WHEN e.previous_until > now() THEN e.previous_secret END AS previous_secret
                  FROM endpoint e
                 CROSS JOIN LATERAL (
                       SELECT p.id FROM webhook_delivery p
                        WHERE p.endpoint_id = e.id AND p.state = 'pending' AND p.next_at <= now()
                          AND (p.lease_until IS NULL OR p.lease_until <= now()) AND %s
                        ORDER BY p.position
                        LIMIT greatest(0, CASE e.state WHEN 'failing' THEN 1 ELSE $2 END - e.leased)
                          FOR UPDATE OF p SKIP LOCKED) due
                 LIMIT $3)
            UPDATE webhook_delivery d SET lease_until = now() + make_interval(secs => $1), attempt = attempt + 1
              FROM claimed c
             WHERE d.id = ANY(ARRAY(SELECT id FROM claimed)) AND d.id = c.id
               AND (d.lease_until IS NULL OR d.lease_until <= now())
            RETURNING d.id, d.event, d.subject_id, d.country_id, d.history_id, d.version, d.key_id, d.at, d.attempt,
                      greatest(1, d.attempt - d.former_attempts) AS attempt_of_series, c.endpoint_id, c.url, c.payload, c.secret,
                      c.previous_secret, c.failures""";

    /** The range of one subject, rather than equality, makes its index the only one in the order of the result. */
    private static final String CLAIM_EVENTS =
            CLAIM.formatted("e.next_at <= now() AND e.state IN ('active', 'failing')", """
            p.event <> 'ping' AND (p.subject_id IS NULL OR p.position = (
               SELECT o.position FROM webhook_delivery o
                WHERE o.endpoint_id = p.endpoint_id AND o.subject_id >= p.subject_id AND o.subject_id <= p.subject_id
                  AND o.state = 'pending' ORDER BY o.subject_id, o.position LIMIT 1))""");

    private static final String CLAIM_PINGS = CLAIM.formatted("""
            e.id IN (SELECT i.endpoint_id FROM webhook_delivery i WHERE i.event = 'ping' AND i.state = 'pending')""", "p.event = 'ping'");
    /** Far above a claim; a plan that turns out bad is made anew by the next poll. */
    private static final String LIMIT_TIME = "SET LOCAL statement_timeout = '5s'";

    /** A delivery that was to be sent again during the attempt is due at once if that failed. */
    private static final String SAVE_RESULT = """
            UPDATE webhook_delivery SET http_status = $4, ms = $5, error = $6, lease_until = NULL,
                   state = CASE WHEN $3 = 'failed' AND former_attempts = attempt THEN 'pending' ELSE $3 END,
                   next_at = now() + CASE WHEN former_attempts < attempt THEN make_interval(secs => $7) ELSE interval '0' END
             WHERE id = $1 AND attempt = $2 AND state = 'pending' AND lease_until IS NOT NULL""";

    private static final String LOCK_ENDPOINT = "SELECT id FROM webhook_endpoint WHERE id = $1 FOR NO KEY UPDATE";
    private static final int MAX_DELETED = 10_000;
    private static final String DELETE_OLD = """
            DELETE FROM webhook_delivery WHERE id = ANY(ARRAY(
               SELECT id FROM webhook_delivery WHERE at < now() - interval '30 days' AND state <> 'pending' LIMIT %d))""".formatted(MAX_DELETED);

    /** Endpoint to which events are sent; countries are null for all. */
    record Subscription(UUID endpoint, List<String> events, List<String> countries) {
        boolean wants(String event, String country) {
            return events.contains(event) && includes(country);
        }

        boolean includes(String country) {
            return countries == null || countries.contains(country);
        }
    }

    /** @param version of the country's calendar before the change, null if unknown */
    record NewDelivery(UUID endpoint, String event, String country, Long version, HistoryEntry entry) {}

    /**
     * Delivery that this replica is to send.
     *
     * @param key id of the API key that it is about, null otherwise
     * @param attempt number of this attempt, from 1; grows with each claim
     * @param attemptOfSeries number of this attempt since the delivery was made or sent again, from 1
     * @param failures of the endpoint since its last success
     */
    record ClaimedDelivery(
            UUID id,
            String event,
            UUID subject,
            String country,
            Long historyId,
            Long version,
            String key,
            Instant at,
            int attempt,
            int attemptOfSeries,
            UUID endpoint,
            String url,
            boolean thin,
            List<String> secrets,
            int failures) {}

    private final Pool database;
    private final WebhookConfig config;

    DeliveryQueue(Pool database, WebhookConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Locks the fan-out for this transaction; false if it runs on another replica. */
    static Uni<Boolean> tryLockFanOut(SqlClient sql) {
        return tryLock(sql, FAN_OUT_LOCK_KEY);
    }

    static Uni<Boolean> tryLock(SqlClient sql, long key) {
        return sql.preparedQuery(TRY_LOCK)
                .execute(Tuple.of(key))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    static Uni<List<Subscription>> findSubscriptions(SqlClient sql) {
        return sql.query(FIND_SUBSCRIPTIONS).execute().map(rows -> {
            List<Subscription> subscriptions = new ArrayList<>();
            rows.forEach(row -> subscriptions.add(new Subscription(
                    row.getUUID(0),
                    List.of(row.getArrayOfStrings(1)),
                    row.getArrayOfStrings(2) == null ? null : List.of(row.getArrayOfStrings(2)))));
            return subscriptions;
        });
    }

    /** Adds deliveries in the order of their entries, except those to endpoints that have been deleted. */
    static Uni<Void> add(SqlClient sql, List<NewDelivery> deliveries) {
        Tuple values = Tuple.tuple()
                .addArrayOfUUID(column(deliveries, NewDelivery::endpoint).toArray(UUID[]::new))
                .addArrayOfString(column(deliveries, NewDelivery::event).toArray(String[]::new))
                .addArrayOfUUID(column(deliveries, delivery -> delivery.entry.competition())
                        .toArray(UUID[]::new))
                .addArrayOfString(column(deliveries, NewDelivery::country).toArray(String[]::new))
                .addArrayOfLong(
                        column(deliveries, delivery -> delivery.entry.id()).toArray(Long[]::new))
                .addArrayOfLong(column(deliveries, NewDelivery::version).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(
                        column(deliveries, delivery -> delivery.entry.at().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new));
        return sql.preparedQuery(INSERT).execute(values).replaceWithVoid();
    }

    private static <T> Stream<T> column(List<NewDelivery> deliveries, Function<NewDelivery, T> value) {
        return deliveries.stream().map(value);
    }

    /** Claims what is due: pings first, for which a person waits. */
    Uni<List<ClaimedDelivery>> claim(int limit) {
        List<ClaimedDelivery> claimed = new ArrayList<>();
        return withTimeLimit(database, sql -> claim(sql, CLAIM_PINGS, limit, claimed)
                        .chain(() -> claim(sql, CLAIM_EVENTS, limit - claimed.size(), claimed)))
                .replaceWith(claimed);
    }

    private Uni<Void> claim(SqlClient sql, String statement, int limit, List<ClaimedDelivery> claimed) {
        double lease = seconds(config.timeout().multipliedBy(LEASE_FACTOR));
        return sql.preparedQuery(statement)
                .execute(Tuple.of(lease, config.maxConcurrentPerEndpoint(), limit))
                .invoke(rows -> rows.forEach(row -> claimed.add(toClaimed(row))))
                .replaceWithVoid();
    }

    /** Runs a transaction whose statements have a time limit, so that none blocks the queue. */
    static <T> Uni<T> withTimeLimit(Pool database, Function<SqlClient, Uni<T>> work) {
        return database.withTransaction(sql -> sql.query(LIMIT_TIME).execute().chain(() -> work.apply(sql)));
    }

    /** Locks an endpoint. Transactions that change it and its deliveries lock it first, so that they do not deadlock. */
    static Uni<Void> lockEndpoint(SqlClient sql, UUID endpoint) {
        return sql.preparedQuery(LOCK_ENDPOINT).execute(Tuple.of(endpoint)).replaceWithVoid();
    }

    /**
     * Stores the result of an attempt, whose number is the fencing token.
     *
     * @return false if another replica has claimed the delivery since, or it has ended
     */
    static Uni<Boolean> saveResult(SqlClient sql, ClaimedDelivery delivery, AttemptResult result) {
        Tuple values = Tuple.from(
                        List.of(delivery.id, delivery.attempt, result.state().text()))
                .addValue(result.status())
                .addValue(result.millis())
                .addValue(result.error())
                .addValue(seconds(result.delay()));
        return sql.preparedQuery(SAVE_RESULT).execute(values).map(rows -> rows.rowCount() == 1);
    }

    /** Deletes a part of the ended deliveries of events older than 30 days; true if there may be more. */
    Uni<Boolean> deleteOld() {
        return database.query(DELETE_OLD).execute().map(rows -> rows.rowCount() == MAX_DELETED);
    }

    private static ClaimedDelivery toClaimed(Row row) {
        return new ClaimedDelivery(
                row.getUUID("id"),
                row.getString("event"),
                row.getUUID("subject_id"),
                row.getString("country_id"),
                row.getLong("history_id"),
                row.getLong("version"),
                row.getString("key_id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getInteger("attempt"),
                row.getInteger("attempt_of_series"),
                row.getUUID("endpoint_id"),
                row.getString("url"),
                row.getString("payload").equals("thin"),
                Stream.of(row.getString("secret"), row.getString("previous_secret"))
                        .filter(secret -> secret != null)
                        .toList(),
                row.getInteger("failures"));
    }

    static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
