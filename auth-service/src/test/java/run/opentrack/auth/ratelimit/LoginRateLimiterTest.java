package run.opentrack.auth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.ratelimit.LoginAttemptRepository.RecentFailures;
import run.opentrack.auth.ratelimit.LoginRateLimiter.Attempt;
import run.opentrack.auth.ratelimit.LoginRateLimiter.PiggybackQuery;
import run.opentrack.auth.ratelimit.LoginRateLimiter.Reservation;
import run.opentrack.http.error.ApiException;

class LoginRateLimiterTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final String EMAIL = "ann@example.org";
    private static final String NETWORK = "198.51.100.7";
    private static final PiggybackQuery<Void> QUERY = PiggybackQuery.of("SELECT 1", row -> null);

    private final RecordingRepository repository = new RecordingRepository();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final LoginRateLimiter limiter = new LoginRateLimiter(repository, new Config(), clock);

    @Test
    void successful_login_releases_its_reservation() {
        assertThat(login(Uni.createFrom().item(Optional.of("token")))).contains("token");
        assertThat(repository.calls).containsExactly("reserve", "release");
    }

    @Test
    void wrong_password_counts_for_email_and_network() {
        assertThat(login(Uni.createFrom().item(Optional.empty()))).isEmpty();
        assertThat(repository.calls).containsExactly("reserve", "failure", "network failure");
    }

    @Test
    void error_during_a_login_is_no_failure() {
        RuntimeException error = catchThrowableOfType(
                IllegalStateException.class,
                () -> login(Uni.createFrom().failure(new IllegalStateException("database"))));
        assertThat(error).hasMessage("database");
        assertThat(repository.calls).containsExactly("reserve", "release");
    }

    @Test
    void failed_release_does_not_reject_a_correct_password() {
        repository.releaseFails = true;
        assertThat(login(Uni.createFrom().item(Optional.of("token")))).contains("token");
    }

    @Test
    void login_beside_as_many_others_as_the_limit_waits_for_one_to_end() throws Exception {
        repository.full = true;
        repository.failures = new RecentFailures(0, null);
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Optional<String>> result = new CompletableFuture<>();
        vertx.runOnContext(
                begin -> limiter.attempt(EMAIL, () -> Uni.createFrom().item(Optional.of("token")))
                        .subscribe()
                        .with(result::complete, result::completeExceptionally));
        vertx.setTimer(120, end -> repository.full = false);
        assertThat(result.get(5, TimeUnit.SECONDS)).contains("token");
        assertThat(repository.calls).startsWith("reserve", "count", "reserve").endsWith("reserve", "release");
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void too_many_failures_of_an_email_yield_429_until_the_oldest_leaves_the_window() {
        repository.full = true;
        repository.failures = new RecentFailures(10, NOW.minus(Duration.ofMinutes(14)));
        ApiException rejection = rejected();
        assertThat(rejection.status()).isEqualTo(429);
        assertThat(rejection.headers()).containsEntry("Retry-After", "61");
    }

    @Test
    void throttled_network_has_one_attempt_per_interval() {
        repository.full = true;
        repository.failures = new RecentFailures(100, NOW);
        repository.intervalTaken = true;
        ApiException rejection = rejected();
        assertThat(rejection.status()).isEqualTo(429);
        assertThat(rejection.headers()).containsEntry("Retry-After", "1");
        assertThat(repository.calls).containsExactly("reserve", "count", "interval");
    }

    @Test
    void network_below_its_limit_takes_no_interval() {
        repository.full = true;
        repository.failures = new RecentFailures(10, NOW);
        rejected();
        assertThat(repository.calls).doesNotContain("interval");
    }

    @Test
    void password_change_counts_for_the_email_alone() {
        Optional<String> result = limiter.<String>attempt(
                        EMAIL, () -> Uni.createFrom().item(Optional.empty()))
                .await()
                .indefinitely();
        assertThat(result).isEmpty();
        assertThat(repository.calls).containsExactly("reserve", "failure");
    }

    @Test
    void oldest_failure_that_has_just_left_the_window_yields_one_second() {
        assertThat(new RecentFailures(10, NOW.minus(WINDOW)).retryAfterSeconds(NOW, WINDOW))
                .isEqualTo(1);
        assertThat(new RecentFailures(10, NOW).retryAfterSeconds(NOW, WINDOW)).isEqualTo(901);
    }

    @Test
    void piggyback_query_runs_in_the_statement_of_the_reservation() {
        assertThat(QUERY.statement())
                .startsWith("WITH reservation AS (INSERT INTO login_limit")
                .contains("(SELECT 1)");
    }

    private Optional<String> login(Uni<Optional<String>> login) {
        return limiter.attempt(EMAIL, NETWORK, QUERY, none -> login).await().indefinitely();
    }

    private ApiException rejected() {
        return catchThrowableOfType(
                ApiException.class, () -> login(Uni.createFrom().item(Optional.of("token"))));
    }

    /** Responds as the database would and records the order of the calls. */
    private static final class RecordingRepository extends LoginAttemptRepository {
        private final List<String> calls = new ArrayList<>();
        private volatile boolean full;
        private boolean releaseFails;
        private boolean intervalTaken;
        private RecentFailures failures;

        RecordingRepository() {
            super(null, new Config());
        }

        @Override
        <A> Uni<Optional<Reservation<A>>> reserve(Attempt<A> attempt, byte[] networkKey, Instant now) {
            calls.add("reserve");
            return Uni.createFrom()
                    .item(full ? Optional.empty() : Optional.of(new Reservation<>(attempt.key(), now, null)));
        }

        @Override
        Uni<Void> recordFailure(Reservation<?> reservation) {
            return called("failure");
        }

        @Override
        Uni<Void> release(Reservation<?> reservation) {
            return releaseFails ? Uni.createFrom().failure(new IllegalStateException()) : called("release");
        }

        @Override
        Uni<RecentFailures> findRecentFailures(byte[] key, Instant now) {
            return called("count").replaceWith(failures);
        }

        @Override
        Uni<Boolean> reserveInterval(byte[] networkKey, Instant now) {
            return called("interval").replaceWith(!intervalTaken);
        }

        @Override
        Uni<Void> recordNetworkFailure(byte[] networkKey, Instant now) {
            return called("network failure");
        }

        private Uni<Void> called(String name) {
            calls.add(name);
            return Uni.createFrom().voidItem();
        }
    }

    private record Config() implements LoginRateLimiter.Config {
        @Override
        public int maxFailures() {
            return 10;
        }

        @Override
        public int maxFailuresPerIp() {
            return 100;
        }

        @Override
        public Duration throttleInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration window() {
            return WINDOW;
        }
    }
}
