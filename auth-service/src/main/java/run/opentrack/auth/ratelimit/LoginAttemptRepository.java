package run.opentrack.auth.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DELETE;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import run.opentrack.auth.ratelimit.LoginRateLimiter.Attempt;
import run.opentrack.auth.ratelimit.LoginRateLimiter.PiggybackQuery;
import run.opentrack.auth.ratelimit.LoginRateLimiter.Reservation;

/**
 * Failures and reservations of login attempts in the table {@code login_limit}, which all replicas share. Statements that
 * may be lost in a crash do not wait for the disk: the attempt itself would be lost with the database.
 */
@ApplicationScoped
class LoginAttemptRepository {
    /** A reservation whose service died ends after this time. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Reserves an attempt and checks the network's failures in one statement.
     *
     * <p>$1 key, $2 now, $3 start of the window, $4 start of valid reservations, $5 maximum, $6 expiry, $7 key of the
     * network or null, $8 its maximum, $9 the e-mail for a piggyback query.
     */
    static final String RESERVE = """
            INSERT INTO login_limit AS l (subject, in_flight, expires_at)
            SELECT $1::bytea, ARRAY[$2::timestamptz], $6::timestamptz
             WHERE (SELECT count(*) FROM login_limit a, unnest(a.failures) f WHERE a.subject = $7 AND f > $3) < $8
            ON CONFLICT (subject) DO UPDATE
               SET failures = ARRAY(SELECT f FROM unnest(l.failures) f WHERE f > $3),
                   in_flight = ARRAY(SELECT t FROM unnest(l.in_flight) t WHERE t > $4) || $2::timestamptz,
                   expires_at = $6
             WHERE (SELECT count(*) FROM unnest(l.failures) f WHERE f > $3)
                 + (SELECT count(*) FROM unnest(l.in_flight) t WHERE t > $4) < $5
            RETURNING set_config('synchronous_commit', 'off', true), $9::text""";

    private static final String COUNT_FAILURES =
            "SELECT count(*) AS failures, min(f) AS oldest FROM login_limit, unnest(failures) f WHERE subject = $1 AND f > $2";
    private static final String RECORD_FAILURE = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz),
                   failures = failures || $2::timestamptz WHERE subject = $1""";
    private static final String RELEASE = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz) WHERE subject = $1
            RETURNING set_config('synchronous_commit', 'off', true)""";
    private static final String DELETE = "DELETE FROM login_limit WHERE subject = $1";
    private static final String DELETE_EXPIRED = "DELETE FROM login_limit WHERE expires_at < $1";

    /** $1 key, $2 now, $3 start of the interval. */
    private static final String RESERVE_INTERVAL = """
            UPDATE login_limit SET in_flight = ARRAY[$2::timestamptz]
             WHERE subject = $1 AND NOT EXISTS (SELECT FROM unnest(in_flight) t WHERE t > $3)""";

    /** $1 key, $2 now, $3 start of the window, $4 expiry, $5 number of failures to keep. */
    private static final String RECORD_NETWORK_FAILURE = """
            INSERT INTO login_limit AS l (subject, failures, expires_at) VALUES ($1, ARRAY[$2::timestamptz], $4)
            ON CONFLICT (subject) DO UPDATE SET expires_at = $4, failures = (SELECT array_agg(f) FROM (
                SELECT f FROM unnest(l.failures || $2::timestamptz) f WHERE f > $3 ORDER BY f DESC LIMIT $5) recent)""";

    private final Pool database;
    private final LoginRateLimiter.Config config;

    LoginAttemptRepository(Pool database, LoginRateLimiter.Config config) {
        this.database = database;
        this.config = config;
    }

    /**
     * Failures of a key within the window.
     *
     * @param oldest null when there is none
     */
    record RecentFailures(long count, Instant oldest) {
        /** Seconds until the oldest failure leaves the window, rounded up. */
        long retryAfterSeconds(Instant now, Duration window) {
            return Duration.between(now, oldest.plus(window)).toSeconds() + 1;
        }
    }

    /**
     * Reserves an attempt.
     *
     * @param networkKey of the client, whose failures are checked too; null to check none
     * @return empty when a limit is reached
     */
    <A> Uni<Optional<Reservation<A>>> reserve(Attempt<A> attempt, byte[] networkKey, Instant now) {
        Tuple values = Tuple.of(
                        attempt.key(),
                        utc(now),
                        utc(now.minus(config.window())),
                        utc(now.minus(ATTEMPT_TIMEOUT)),
                        config.maxFailures())
                .addValue(utc(now.plus(config.window())))
                .addValue(networkKey)
                .addValue((long) config.maxFailuresPerIp())
                .addValue(attempt.emailKey());
        PiggybackQuery<A> query = attempt.query();
        return database.preparedQuery(query.statement()).execute(values).map(rows -> {
            RowIterator<Row> reserved = rows.iterator();
            return reserved.hasNext()
                    ? Optional.of(new Reservation<>(
                            attempt.key(), now, query.rowMapper().apply(reserved.next())))
                    : Optional.empty();
        });
    }

    /** Ends a reservation as a failure. */
    Uni<Void> recordFailure(Reservation<?> reservation) {
        return execute(RECORD_FAILURE, Tuple.of(reservation.key(), utc(reservation.at())));
    }

    /** Ends a reservation without a failure. */
    Uni<Void> release(Reservation<?> reservation) {
        return execute(RELEASE, Tuple.of(reservation.key(), utc(reservation.at())));
    }

    Uni<RecentFailures> findRecentFailures(byte[] key, Instant now) {
        return database.preparedQuery(COUNT_FAILURES)
                .execute(Tuple.of(key, utc(now.minus(config.window()))))
                .map(rows -> rows.iterator().next())
                .map(row -> new RecentFailures(row.getLong("failures"), instant(row.getOffsetDateTime("oldest"))));
    }

    /** Takes the one attempt per interval of a throttled network; false when it is taken. */
    Uni<Boolean> reserveInterval(byte[] networkKey, Instant now) {
        return database.preparedQuery(RESERVE_INTERVAL)
                .execute(Tuple.of(networkKey, utc(now), utc(now.minus(config.throttleInterval()))))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> recordNetworkFailure(byte[] networkKey, Instant now) {
        return execute(
                RECORD_NETWORK_FAILURE,
                Tuple.of(
                        networkKey,
                        utc(now),
                        utc(now.minus(config.window())),
                        utc(now.plus(config.window())),
                        config.maxFailuresPerIp()));
    }

    Uni<Void> delete(byte[] key) {
        return execute(DELETE, Tuple.of(key));
    }

    Uni<Void> deleteExpired(Instant now) {
        return execute(DELETE_EXPIRED, Tuple.of(utc(now)));
    }

    private Uni<Void> execute(String statement, Tuple values) {
        return database.preparedQuery(statement).execute(values).replaceWithVoid();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
