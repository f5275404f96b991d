package run.opentrack.auth.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import run.opentrack.http.error.ApiException;

/**
 * Slows down an address that tries one password at many accounts, over all replicas. Only failures count, so that any
 * number of people behind one address can log in; and a slowed address still has its turn every second, since it may be
 * a whole federation's.
 */
@ApplicationScoped
class IpLoginThrottle {
    private static final String RECENT_FAILURES =
            "SELECT count(*) AS many FROM login_limit, unnest(failures) f WHERE subject = $1 AND f > $2";

    /** $1 subject, $2 now, $3 when the last turn must have been before. */
    private static final String RESERVE_INTERVAL = """
            UPDATE login_limit SET in_flight = ARRAY[$2::timestamptz]
             WHERE subject = $1 AND NOT EXISTS (SELECT FROM unnest(in_flight) t WHERE t > $3)""";

    /** $1 subject, $2 now, $3 start of the window, $4 expiry, $5 how many are worth keeping. */
    private static final String RECORD_FAILURE = """
            INSERT INTO login_limit AS l (subject, failures, expires_at) VALUES ($1, ARRAY[$2::timestamptz], $4)
            ON CONFLICT (subject) DO UPDATE SET expires_at = $4, failures = (SELECT array_agg(f) FROM (
                SELECT f FROM unnest(l.failures || $2::timestamptz) f WHERE f > $3 ORDER BY f DESC LIMIT $5) recent)""";

    private final Pool database;
    private final LoginRateLimitConfig config;
    private final Clock clock;

    IpLoginThrottle(Pool database, LoginRateLimitConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** Lets a login from there be tried, or answers 429. */
    Uni<Void> admit(String network) {
        byte[] key = RateLimitKey.forNetwork(network);
        Instant now = now();
        return database.preparedQuery(RECENT_FAILURES)
                .execute(Tuple.of(key, utc(now.minus(config.window()))))
                .map(rows -> rows.iterator().next().getLong("many"))
                .chain(failures ->
                        failures < config.maxFailuresPerIp() ? Uni.createFrom().voidItem() : reserveInterval(key, now));
    }

    Uni<Void> recordFailure(String network) {
        Instant now = now();
        Tuple values = Tuple.of(
                RateLimitKey.forNetwork(network),
                utc(now),
                utc(now.minus(config.window())),
                utc(now.plus(config.window())),
                config.maxFailuresPerIp());
        return database.preparedQuery(RECORD_FAILURE).execute(values).replaceWithVoid();
    }

    private Uni<Void> reserveInterval(byte[] key, Instant now) {
        Tuple values = Tuple.of(key, utc(now), utc(now.minus(config.throttleInterval())));
        return database.preparedQuery(RESERVE_INTERVAL)
                .execute(values)
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw ApiException.tooManyRequests(
                                "Too many failed logins from this address",
                                config.throttleInterval().toSeconds());
                    }
                })
                .replaceWithVoid();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
