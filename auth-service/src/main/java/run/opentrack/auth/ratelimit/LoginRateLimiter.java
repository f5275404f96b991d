package run.opentrack.auth.ratelimit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.http.error.ApiException;

/**
 * Counts failed logins in the database, so that all replicas count together. A login takes a place before it is tried:
 * parallel guesses cannot slip past. Logins that are being tried do not count as failures, but only so many may be tried
 * at once as failures are left; the others wait for their turn.
 */
@ApplicationScoped
public class LoginRateLimiter {
    /** A try whose service died is given up after so long. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration MAX_WAIT = Duration.ofMillis(900);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);
    private static final int MAX_WAITING = 40;

    /**
     * Asks in one go whether the address is free, so that all but the slowed ones need no statement of their own. Waits for
     * no disk: the try itself would be lost with the database.
     *
     * <p>$1 subject, $2 now, $3 start of the window, $4 start of what may still be in flight, $5 most, $6 expiry, $7 address
     * or null, $8 its most, $9 the e-mail for whatever else is asked.
     */
    private static final String RESERVE = """
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

    private static final PiggybackQuery<Void> NO_QUERY = new PiggybackQuery<>(RESERVE, row -> null);

    private static final String RECENT_FAILURES =
            "SELECT count(*) AS many, min(f) AS oldest FROM login_limit, unnest(failures) f WHERE subject = $1 AND f > $2";
    private static final String RECORD_FAILURE = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz),
                   failures = failures || $2::timestamptz WHERE subject = $1""";

    /** Waits for no disk: a release that is lost only lets its place count until the try is given up. */
    private static final String RELEASE = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz) WHERE subject = $1
            RETURNING set_config('synchronous_commit', 'off', true)""";

    private static final String DELETE_EXPIRED = "DELETE FROM login_limit WHERE expires_at < $1";
    private static final String DELETE = "DELETE FROM login_limit WHERE subject = $1";

    private final Pool database;
    private final IpLoginThrottle ipThrottle;
    private final LoginRateLimitConfig config;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    LoginRateLimiter(Pool database, IpLoginThrottle ipThrottle, LoginRateLimitConfig config, Clock clock) {
        this.database = database;
        this.ipThrottle = ipThrottle;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a guess is checked against, asked in the statement that takes its place: each statement is a hundredth of a
     * login.
     */
    public record PiggybackQuery<A>(String statement, Function<Row, A> rowMapper) {
        /**
         * @param select $9 is the e-mail's key, and the answer at most one row
         * @param answer of a row, which has nothing but nulls where the select found none
         */
        public static <A> PiggybackQuery<A> of(String select, Function<Row, A> answer) {
            return new PiggybackQuery<>(
                    "WITH place AS (%s) SELECT asked.* FROM place LEFT JOIN (%s) asked ON true"
                            .formatted(RESERVE, select),
                    answer);
        }
    }

    /**
     * Tries a password within the limit; an empty answer is a failure, an exception is none. 429 when there were too many
     * failures, 503 when too many are being tried.
     */
    public <T> Uni<Optional<T>> attempt(String emailKey, Supplier<Uni<Optional<T>>> login) {
        return reserveOrWait(Attempt.of(emailKey, NO_QUERY, deadline()))
                .chain(reservation -> finish(nothing -> login.get(), reservation));
    }

    /**
     * The same for a login from somewhere, within that address's limit too.
     *
     * @param network where it comes from, {@link ClientNetwork}
     */
    public <A, T> Uni<Optional<T>> attempt(
            String emailKey, String network, PiggybackQuery<A> query, Function<A, Uni<Optional<T>>> login) {
        Attempt<A> attempt = Attempt.of(emailKey, query, deadline());
        return reserve(attempt, RateLimitKey.forNetwork(network), at -> ipThrottle
                        .admit(network)
                        .chain(() -> reserveOrWait(attempt)))
                .chain(reservation -> finish(login, reservation))
                .call(answer -> answer.isPresent() ? Uni.createFrom().voidItem() : ipThrottle.recordFailure(network));
    }

    /** Nothing is left of an e-mail that is erased. */
    public Uni<Void> delete(String emailKey) {
        return database.preparedQuery(DELETE)
                .execute(Tuple.of(RateLimitKey.forEmail(emailKey)))
                .replaceWithVoid();
    }

    /** After the start, which has no need of it. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return database.preparedQuery(DELETE_EXPIRED)
                .execute(Tuple.of(utc(clock.instant())))
                .replaceWithVoid();
    }

    private record Attempt<A>(String emailKey, byte[] key, PiggybackQuery<A> query, Instant deadline) {
        static <A> Attempt<A> of(String emailKey, PiggybackQuery<A> question, Instant deadline) {
            return new Attempt<>(emailKey, RateLimitKey.forEmail(emailKey), question, deadline);
        }
    }

    private record Reservation<A>(byte[] key, Instant at, A result) {}

    private <A, T> Uni<Optional<T>> finish(Function<A, Uni<Optional<T>>> login, Reservation<A> reservation) {
        return login.apply(reservation.result())
                .onFailure()
                .call(() -> release(reservation))
                .call(answer -> answer.isPresent() ? release(reservation) : update(RECORD_FAILURE, reservation));
    }

    /** That it cannot be noted is no reason to refuse who knew the password. */
    private Uni<Void> release(Reservation<?> reservation) {
        return update(RELEASE, reservation).onFailure().recoverWithNull();
    }

    private <A> Uni<Reservation<A>> reserveOrWait(Attempt<A> attempt) {
        return reserve(attempt, null, now -> rejectOrWait(attempt, now));
    }

    /** @param orElse what follows, by the time of the try, when there is no place */
    private <A> Uni<Reservation<A>> reserve(
            Attempt<A> attempt, byte[] address, Function<Instant, Uni<Reservation<A>>> orElse) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Tuple values = Tuple.of(
                        attempt.key(),
                        utc(now),
                        utc(now.minus(config.window())),
                        utc(now.minus(ATTEMPT_TIMEOUT)),
                        config.maxFailures())
                .addValue(utc(now.plus(config.window())))
                .addValue(address)
                .addValue((long) config.maxFailuresPerIp())
                .addValue(attempt.emailKey());
        PiggybackQuery<A> query = attempt.query();
        return database.preparedQuery(query.statement()).execute(values).chain(rows -> {
            RowIterator<Row> inserted = rows.iterator();
            return inserted.hasNext()
                    ? Uni.createFrom()
                            .item(new Reservation<>(
                                    attempt.key(), now, query.rowMapper().apply(inserted.next())))
                    : orElse.apply(now);
        });
    }

    private <A> Uni<Reservation<A>> rejectOrWait(Attempt<A> attempt, Instant now) {
        return database.preparedQuery(RECENT_FAILURES)
                .execute(Tuple.of(attempt.key(), utc(now.minus(config.window()))))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    if (row.getLong("many") >= config.maxFailures()) {
                        throw tooMany(row, now);
                    }
                    return retryLater(attempt, now);
                });
    }

    /** A few wait, for a moment; the others are told at once. */
    private <A> Uni<Reservation<A>> retryLater(Attempt<A> attempt, Instant now) {
        if (now.isAfter(attempt.deadline()) || waiting.get() >= MAX_WAITING) {
            throw ApiException.unavailable("Too many logins at the moment", 1);
        }
        waiting.incrementAndGet();
        return NonBlockingDelay.of(RETRY_INTERVAL)
                .onTermination()
                .invoke(waiting::decrementAndGet)
                .chain(() -> reserveOrWait(attempt));
    }

    private ApiException tooMany(Row row, Instant now) {
        Instant retryAt = row.getOffsetDateTime("oldest").toInstant().plus(config.window());
        return ApiException.tooManyRequests(
                "Too many failed logins for this e-mail",
                Duration.between(now, retryAt).toSeconds() + 1);
    }

    private Uni<Void> update(String statement, Reservation<?> reservation) {
        return database.preparedQuery(statement)
                .execute(Tuple.of(reservation.key(), utc(reservation.at())))
                .replaceWithVoid();
    }

    private Instant deadline() {
        return clock.instant().plus(MAX_WAIT);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
