package run.opentrack.competition.idempotency;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.AdvisoryLockNamespace;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Stores the responses of creates with an Idempotency-Key and replays them. They are stored in the transaction of the
 * create itself: there is never one without the other, however the service ends.
 */
@ApplicationScoped
public class IdempotencyService {
    private static final Duration RETENTION = Duration.ofHours(24);

    private static final String LOCK_AND_FIND = """
            SELECT CAST(k.number AS integer), coalesce(pg_try_advisory_xact_lock($1, hashtext(k.account || ' ' || k.key)), true),
                   encode(a.body_sha256, 'hex'), a.created_at, a.status, a.location, a.etag, a.body,
                   a.possible_duplicates
              FROM unnest(CAST($2 AS uuid[]), CAST($3 AS text[])) WITH ORDINALITY AS k (account, key, number)
              LEFT JOIN opentrack.idempotent_answer a ON a.account_id = k.account AND a.key = k.key""";
    private static final String DELETE_EXPIRED_OF_KEYS = """
            DELETE FROM opentrack.idempotent_answer
             WHERE (account_id, key) IN (SELECT * FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]))) AND created_at < $3""";
    private static final String DELETE_EXPIRED = """
            WITH lease AS (DELETE FROM opentrack.bulk_call_lease WHERE lease_until < now())
            DELETE FROM opentrack.idempotent_answer WHERE created_at < $1""";
    /** Longer than a call, whose items start within 25 seconds. */
    private static final String LEASE = """
            INSERT INTO opentrack.bulk_call_lease AS l (account_id, key, lease_until) VALUES ($1, $2, now() + interval '1 minute')
            ON CONFLICT (account_id, key) DO UPDATE SET lease_until = EXCLUDED.lease_until WHERE l.lease_until < now()
            RETURNING 1""";

    private static final String RELEASE = "DELETE FROM opentrack.bulk_call_lease WHERE account_id = $1 AND key = $2";
    /**
     * Size of the responses of an account beyond which no long conflict is stored: it has many times the size of its request,
     * and a retry is evaluated again.
     */
    private static final int MAX_BYTES_OF_ACCOUNT = 32 << 20;

    private static final int MAX_BYTES_OF_SHORT_CONFLICT = 16 << 10;

    private static final String INSERT = """
            INSERT INTO opentrack.idempotent_answer (account_id, key, body_sha256, status, location, etag, body, possible_duplicates, created_at)
            SELECT account, key, decode(hash, 'hex'), status, location, etag, body,
                   CAST(string_to_array(possible, ',') AS uuid[]), CAST($9 AS timestamptz)
              FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS text[]), CAST($4 AS integer[]),
                          CAST($5 AS text[]), CAST($6 AS text[]), CAST($7 AS text[]), CAST($8 AS text[]))
                   AS k (account, key, hash, status, location, etag, body, possible)
             WHERE status <> 409 OR octet_length(body) <= %d
                OR %d > (SELECT coalesce(sum(octet_length(a.body)), 0) FROM opentrack.idempotent_answer a WHERE a.account_id = k.account)""".formatted(MAX_BYTES_OF_SHORT_CONFLICT, MAX_BYTES_OF_ACCOUNT);

    private final Pool database;
    private final Clock clock;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    public IdempotencyService(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * State of a key in the database.
     *
     * @param locked false while a transaction with this key is open, on any replica
     * @param bodySha256 of the stored response, null without one
     * @param createdAt of the stored response, null without one
     * @param response null without one
     */
    public record StoredResponse(boolean locked, String bodySha256, OffsetDateTime createdAt, WriteResponse response) {
        static final StoredResponse NONE = new StoredResponse(true, null, null, null);

        private static StoredResponse of(Object[] row) {
            return new StoredResponse(
                    (Boolean) row[1],
                    (String) row[2],
                    (OffsetDateTime) row[3],
                    row[2] == null
                            ? null
                            : WriteResponse.stored(
                                    (Integer) row[4], (String) row[5], (String) row[6], (String) row[7], (UUID[])
                                            row[8]));
        }
    }

    /** Replays the response that is stored for the key, or does the work to its end, even if the client disconnects. */
    public Uni<WriteResponse> replayOr(IdempotencyKey key, Uni<WriteResponse> work) {
        return Uncancellable.of(runExclusively(key, find(key).chain(stored -> stored.map(
                        response -> Uni.createFrom().item(response))
                .orElse(work))));
    }

    /**
     * Like {@link #replayOr}, for work of many transactions. Others with the key get 409 until its end, on any replica, or until
     * the end of a lease if the replica is killed.
     *
     * @param check of the caller before a response is replayed
     */
    public Uni<WriteResponse> replayOrLease(
            IdempotencyKey key, Uni<WriteResponse> work, Function<WriteResponse, Uni<?>> check) {
        SqlExecutor sql = SqlExecutor.on(database);
        Uni<WriteResponse> leased = ReadTimeout.apply(sql.query(LEASE, key.account(), key.key()))
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().failure(inFlightConflict())
                        : find(key)
                                .chain(stored -> stored.map(response ->
                                                check.apply(response).replaceWith(response))
                                        .orElse(work))
                                .eventually(() -> sql.execute(RELEASE, key.account(), key.key())
                                        .onFailure()
                                        .recoverWithNull()));
        return Uncancellable.of(runExclusively(key, leased));
    }

    private Uni<Optional<WriteResponse>> find(IdempotencyKey key) {
        return ReadTimeout.apply(
                lockAndFind(SqlExecutor.on(database), List.of(key)).map(found -> replay(key, found.get(0))));
    }

    /** Runs the work, or fails with 409 while a request with this key is in progress on this replica. */
    <T> Uni<T> runExclusively(IdempotencyKey key, Uni<T> work) {
        String name = key.account() + " " + key.key();
        return Uni.createFrom().deferred(() -> {
            if (!inFlight.add(name)) {
                throw inFlightConflict();
            }
            return work.onTermination().invoke(() -> inFlight.remove(name));
        });
    }

    /**
     * Locks keys until the end of the transaction and finds their stored responses. On a pool the locks end with the
     * statement, which is enough to detect a transaction on another replica.
     *
     * @param keys null for a create without one
     * @return in the order of the keys
     */
    public Uni<List<StoredResponse>> lockAndFind(SqlExecutor sql, List<IdempotencyKey> keys) {
        StoredResponse[] found = new StoredResponse[keys.size()];
        Arrays.fill(found, StoredResponse.NONE);
        if (keys.stream().allMatch(key -> key == null)) {
            return Uni.createFrom().item(List.of(found));
        }
        UUID[] accounts =
                keys.stream().map(key -> key == null ? null : key.account()).toArray(UUID[]::new);
        String[] names =
                keys.stream().map(key -> key == null ? null : key.key()).toArray(String[]::new);
        return sql.query(LOCK_AND_FIND, AdvisoryLockNamespace.IDEMPOTENCY_KEY.number(), accounts, names)
                .map(rows -> {
                    rows.forEach(row -> found[(Integer) row[0] - 1] = StoredResponse.of(row));
                    return List.of(found);
                });
    }

    /**
     * @param key null for a create without one
     * @return the response to replay, empty for a key that was not used within the retention
     * @throws ApiException 409 while another request with this key is in progress, 422 if the key came with another body
     */
    public Optional<WriteResponse> replay(IdempotencyKey key, StoredResponse stored) {
        if (!stored.locked()) {
            throw inFlightConflict();
        }
        if (stored.response() == null
                || stored.createdAt().toInstant().isBefore(clock.instant().minus(RETENTION))) {
            return Optional.empty();
        }
        if (!key.bodySha256().equals(stored.bodySha256())) {
            throw ApiException.invalid(Violation.of(
                    "header", "Idempotency-Key", "was used for another body", "value_error.idempotency_key"));
        }
        return Optional.of(stored.response());
    }

    /** Stores responses. An unexpired one of the same key is a violation of the primary key. */
    public Uni<Void> save(SqlExecutor sql, Map<IdempotencyKey, WriteResponse> responses) {
        List<IdempotencyKey> keys = List.copyOf(responses.keySet());
        List<WriteResponse> values = keys.stream().map(responses::get).toList();
        UUID[] accounts = keys.stream().map(IdempotencyKey::account).toArray(UUID[]::new);
        String[] names = texts(keys, IdempotencyKey::key);
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return Uni.combine()
                .all()
                .unis(
                        sql.execute(DELETE_EXPIRED_OF_KEYS, accounts, names, now.minus(RETENTION)),
                        sql.execute(
                                INSERT,
                                accounts,
                                names,
                                texts(keys, IdempotencyKey::bodySha256),
                                values.stream().map(WriteResponse::status).toArray(Integer[]::new),
                                texts(values, WriteResponse::location),
                                texts(values, WriteResponse::etag),
                                texts(values, WriteResponse::body),
                                texts(values, IdempotencyService::possibleDuplicates),
                                now))
                .discardItems();
    }

    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return SqlExecutor.on(database)
                .execute(DELETE_EXPIRED, clock.instant().minus(RETENTION).atOffset(ZoneOffset.UTC));
    }

    private static ApiException inFlightConflict() {
        return ApiException.conflict("A request with this Idempotency-Key is in progress");
    }

    private static String possibleDuplicates(WriteResponse response) {
        return response.possibleDuplicates().stream().map(UUID::toString).collect(Collectors.joining(","));
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }
}
