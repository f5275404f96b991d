package run.opentrack.auth.limit;

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
public class LoginLimit {
    /** A try whose service died is given up after so long. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(10);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(900);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MOST_WAITING = 40;

    /**
     * Asks in one go whether the address is free, so that all but the slowed ones need no statement of their own. Waits for
     * no disk: the try itself would be lost with the database.
     *
     * <p>$1 subject, $2 now, $3 start of the window, $4 start of what may still be in flight, $5 most, $6 expiry, $7 address
     * or null, $8 its most, $9 the e-mail for whatever else is asked.
     */
    private static final String TAKE_PLACE = """
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

    private static final Question<Void> NOTHING = new Question<>(TAKE_PLACE, row -> null);

    private static final String RECENT_FAILURES =
            "SELECT count(*) AS many, min(f) AS oldest FROM login_limit, unnest(failures) f WHERE subject = $1 AND f > $2";
    private static final String FAILED = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz),
                   failures = failures || $2::timestamptz WHERE subject = $1""";

    /** Waits for no disk: a release that is lost only lets its place count until the try is given up. */
    private static final String RELEASED = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz) WHERE subject = $1
            RETURNING set_config('synchronous_commit', 'off', true)""";

    private static final String FORGET = "DELETE FROM login_limit WHERE expires_at < $1";
    private static final String ERASE = "DELETE FROM login_limit WHERE subject = $1";

    private final Pool database;
    private final AddressLimit addresses;
    private final LoginConfig config;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    LoginLimit(Pool database, AddressLimit addresses, LoginConfig config, Clock clock) {
        this.database = database;
        this.addresses = addresses;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a guess is checked against, asked in the statement that takes its place: each statement is a hundredth of a
     * login.
     */
    public record Question<A>(String statement, Function<Row, A> answer) {
        /**
         * @param select $9 is the e-mail's key, and the answer at most one row
         * @param answer of a row, which has nothing but nulls where the select found none
         */
        public static <A> Question<A> of(String select, Function<Row, A> answer) {
            return new Question<>(
                    "WITH place AS (%s) SELECT asked.* FROM place LEFT JOIN (%s) asked ON true"
                            .formatted(TAKE_PLACE, select),
                    answer);
        }
    }

    /**
     * Tries a password within the limit; an empty answer is a failure, an exception is none. 429 when there were too many
     * failures, 503 when too many are being tried.
     */
    public <T> Uni<Optional<T>> guess(String emailKey, Supplier<Uni<Optional<T>>> guess) {
        return begin(Try.of(emailKey, NOTHING, deadline())).chain(place -> settled(nothing -> guess.get(), place));
    }

    /**
     * The same for a login from somewhere, within that address's limit too.
     *
     * @param network where it comes from, {@link Network}
     */
    public <A, T> Uni<Optional<T>> guess(
            String emailKey, String network, Question<A> question, Function<A, Uni<Optional<T>>> guess) {
        Try<A> attempt = Try.of(emailKey, question, deadline());
        return takePlace(attempt, Subject.ofAddress(network), at -> addresses
                        .admit(network)
                        .chain(() -> begin(attempt)))
                .chain(place -> settled(guess, place))
                .call(answer -> answer.isPresent() ? Uni.createFrom().voidItem() : addresses.failed(network));
    }

    /** Nothing is left of an e-mail that is erased. */
    public Uni<Void> forget(String emailKey) {
        return database.preparedQuery(ERASE)
                .execute(Tuple.of(Subject.ofEmail(emailKey)))
                .replaceWithVoid();
    }

    /** After the start, which has no need of it. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.preparedQuery(FORGET)
                .execute(Tuple.of(utc(clock.instant())))
                .replaceWithVoid();
    }

    private record Try<A>(String emailKey, byte[] subject, Question<A> question, Instant deadline) {
        static <A> Try<A> of(String emailKey, Question<A> question, Instant deadline) {
            return new Try<>(emailKey, Subject.ofEmail(emailKey), question, deadline);
        }
    }

    private record Place<A>(byte[] subject, Instant at, A answer) {}

    private <A, T> Uni<Optional<T>> settled(Function<A, Uni<Optional<T>>> guess, Place<A> place) {
        return guess.apply(place.answer())
                .onFailure()
                .call(() -> release(place))
                .call(answer -> answer.isPresent() ? release(place) : settle(FAILED, place));
    }

    /** That it cannot be noted is no reason to refuse who knew the password. */
    private Uni<Void> release(Place<?> place) {
        return settle(RELEASED, place).onFailure().recoverWithNull();
    }

    private <A> Uni<Place<A>> begin(Try<A> attempt) {
        return takePlace(attempt, null, now -> refuseOrWait(attempt, now));
    }

    /** @param otherwise what follows, by the time of the try, when there is no place */
    private <A> Uni<Place<A>> takePlace(Try<A> attempt, byte[] address, Function<Instant, Uni<Place<A>>> otherwise) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Tuple values = Tuple.of(
                        attempt.subject(),
                        utc(now),
                        utc(now.minus(config.window())),
                        utc(now.minus(LONGEST_TRY)),
                        config.failures())
                .addValue(utc(now.plus(config.window())))
                .addValue(address)
                .addValue((long) config.addressFailures())
                .addValue(attempt.emailKey());
        Question<A> question = attempt.question();
        return database.preparedQuery(question.statement()).execute(values).chain(rows -> {
            RowIterator<Row> taken = rows.iterator();
            return taken.hasNext()
                    ? Uni.createFrom()
                            .item(new Place<>(
                                    attempt.subject(), now, question.answer().apply(taken.next())))
                    : otherwise.apply(now);
        });
    }

    private <A> Uni<Place<A>> refuseOrWait(Try<A> attempt, Instant now) {
        return database.preparedQuery(RECENT_FAILURES)
                .execute(Tuple.of(attempt.subject(), utc(now.minus(config.window()))))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    if (row.getLong("many") >= config.failures()) {
                        throw tooMany(row, now);
                    }
                    return waitForTurn(attempt, now);
                });
    }

    /** A few wait, for a moment; the others are told at once. */
    private <A> Uni<Place<A>> waitForTurn(Try<A> attempt, Instant now) {
        if (now.isAfter(attempt.deadline()) || waiting.get() >= MOST_WAITING) {
            throw ApiException.unavailable("Too many logins at the moment", 1);
        }
        waiting.incrementAndGet();
        return Pause.of(PAUSE).onTermination().invoke(waiting::decrementAndGet).chain(() -> begin(attempt));
    }

    private ApiException tooMany(Row row, Instant now) {
        Instant free = row.getOffsetDateTime("oldest").toInstant().plus(config.window());
        return ApiException.tooManyRequests(
                "Too many failed logins for this e-mail",
                Duration.between(now, free).toSeconds() + 1);
    }

    private Uni<Void> settle(String statement, Place<?> place) {
        return database.preparedQuery(statement)
                .execute(Tuple.of(place.subject(), utc(place.at())))
                .replaceWithVoid();
    }

    private Instant deadline() {
        return clock.instant().plus(LONGEST_WAIT);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
