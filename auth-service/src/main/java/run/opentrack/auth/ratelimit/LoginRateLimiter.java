package run.opentrack.auth.ratelimit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.http.error.ApiException;

/**
 * Limits failed logins per e-mail and per client network, counted in the database for all replicas together. An attempt
 * takes a reservation before it starts, so that parallel guesses cannot exceed the limit; a reservation is no failure, so
 * that parallel logins of one user only wait for each other.
 */
@ApplicationScoped
public class LoginRateLimiter {
    private static final Duration MAX_WAIT = Duration.ofMillis(900);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);
    private static final int MAX_WAITING = 40;

    private static final PiggybackQuery<Void> NO_QUERY =
            new PiggybackQuery<>(LoginAttemptRepository.RESERVE, row -> null);

    private final LoginAttemptRepository repository;
    private final Config config;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    LoginRateLimiter(LoginAttemptRepository repository, Config config, Clock clock) {
        this.repository = repository;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Query in the statement of the reservation, which saves a round trip per login.
     *
     * @param rowMapper of the one row, which has only nulls when the query found none
     */
    public record PiggybackQuery<A>(String statement, Function<Row, A> rowMapper) {
        /** @param select of at most one row, with the e-mail's key as $9 */
        public static <A> PiggybackQuery<A> of(String select, Function<Row, A> rowMapper) {
            return new PiggybackQuery<>(
                    "WITH reservation AS (%s) SELECT found.* FROM reservation LEFT JOIN (%s) found ON true"
                            .formatted(LoginAttemptRepository.RESERVE, select),
                    rowMapper);
        }
    }

    record Attempt<A>(String emailKey, byte[] key, PiggybackQuery<A> query, Instant deadline) {}

    record Reservation<A>(byte[] key, Instant at, A result) {}

    /**
     * Runs a password check within the limit of an e-mail.
     *
     * @param login an empty result is a failure, an exception is none
     * @return the result; 429 after too many failures, 503 when too many attempts are in progress
     */
    public <T> Uni<Optional<T>> attempt(String emailKey, Supplier<Uni<Optional<T>>> login) {
        return reserveOrWait(newAttempt(emailKey, NO_QUERY))
                .chain(reservation -> finish(none -> login.get(), reservation));
    }

    /**
     * Runs a login within the limits of an e-mail and of a client network.
     *
     * @param network of the client, see {@link RateLimitKey#networkOf}
     */
    public <A, T> Uni<Optional<T>> attempt(
            String emailKey, String network, PiggybackQuery<A> query, Function<A, Uni<Optional<T>>> login) {
        Attempt<A> attempt = newAttempt(emailKey, query);
        byte[] networkKey = RateLimitKey.forNetwork(network);
        return reserve(attempt, networkKey, now -> admit(networkKey, now).chain(() -> reserveOrWait(attempt)))
                .chain(reservation -> finish(login, reservation))
                .call(result -> result.isPresent()
                        ? Uni.createFrom().voidItem()
                        : repository.recordNetworkFailure(networkKey, now()));
    }

    /**
     * Admits an attempt from a network; 429 when it is throttled and the interval's attempt is taken. Only failures count, so
     * that any number of users behind one address can log in; a throttled network has one attempt per interval, since it may
     * be a whole federation's.
     */
    private Uni<Void> admit(byte[] networkKey, Instant now) {
        return repository
                .findRecentFailures(networkKey, now)
                .chain(failures -> failures.count() < config.maxFailuresPerIp()
                        ? Uni.createFrom().item(true)
                        : repository.reserveInterval(networkKey, now))
                .invoke(admitted -> {
                    if (!admitted) {
                        throw ApiException.tooManyRequests(
                                "Too many failed logins from this address",
                                config.throttleInterval().toSeconds());
                    }
                })
                .replaceWithVoid();
    }

    /** Deletes the counters of an erased e-mail. */
    public Uni<Void> delete(String emailKey) {
        return repository.delete(RateLimitKey.forEmail(emailKey));
    }

    /** Delayed, since a start does not need it. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return repository.deleteExpired(clock.instant());
    }

    private <A> Attempt<A> newAttempt(String emailKey, PiggybackQuery<A> query) {
        return new Attempt<>(
                emailKey,
                RateLimitKey.forEmail(emailKey),
                query,
                clock.instant().plus(MAX_WAIT));
    }

    private <A, T> Uni<Optional<T>> finish(Function<A, Uni<Optional<T>>> login, Reservation<A> reservation) {
        return login.apply(reservation.result())
                .onFailure()
                .call(() -> release(reservation))
                .call(result -> result.isPresent() ? release(reservation) : repository.recordFailure(reservation));
    }

    /** A failed release does not reject a correct password: the reservation expires by itself. */
    private Uni<Void> release(Reservation<?> reservation) {
        return repository.release(reservation).onFailure().recoverWithNull();
    }

    private <A> Uni<Reservation<A>> reserveOrWait(Attempt<A> attempt) {
        return reserve(attempt, null, now -> rejectOrWait(attempt, now));
    }

    /** @param orElse what follows, by the time of the attempt, when a limit is reached */
    private <A> Uni<Reservation<A>> reserve(
            Attempt<A> attempt, byte[] networkKey, Function<Instant, Uni<Reservation<A>>> orElse) {
        Instant now = now();
        return repository.reserve(attempt, networkKey, now).chain(reserved -> reserved.map(
                        reservation -> Uni.createFrom().item(reservation))
                .orElseGet(() -> orElse.apply(now)));
    }

    private <A> Uni<Reservation<A>> rejectOrWait(Attempt<A> attempt, Instant now) {
        return repository.findRecentFailures(attempt.key(), now).chain(failures -> {
            if (failures.count() >= config.maxFailures()) {
                throw ApiException.tooManyRequests(
                        "Too many failed logins for this e-mail", failures.retryAfterSeconds(now, config.window()));
            }
            return retryLater(attempt, now);
        });
    }

    /** Bounded in time and number: other attempts are rejected at once. */
    private <A> Uni<Reservation<A>> retryLater(Attempt<A> attempt, Instant now) {
        if (now.isAfter(attempt.deadline()) || waiting.get() >= MAX_WAITING) {
            throw ApiException.unavailable("Too many logins at the moment", 1);
        }
        waiting.incrementAndGet();
        return HashingExecutor.delay(RETRY_INTERVAL)
                .onTermination()
                .invoke(waiting::decrementAndGet)
                .chain(() -> reserveOrWait(attempt));
    }

    /** The database's precision, by which a reservation is found again. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Limits on failed logins. */
    @ConfigMapping(prefix = "opentrack.login")
    public interface Config {
        /** Failures of one e-mail within the window, after which its logins are rejected. */
        @WithDefault("10")
        int maxFailures();

        /** Failures from one IP address within the window, for any e-mails, after which it is throttled. */
        @WithDefault("100")
        int maxFailuresPerIp();

        /** Interval in which a throttled address has one attempt. */
        @WithDefault("PT1S")
        Duration throttleInterval();

        /** Time for which a failure counts. */
        @WithDefault("PT15M")
        Duration window();
    }
}
