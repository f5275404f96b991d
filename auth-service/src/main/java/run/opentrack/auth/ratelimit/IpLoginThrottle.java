package run.opentrack.auth.ratelimit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import run.opentrack.http.error.ApiException;

/**
 * Throttles a client network that tries one password at many accounts. Only failures count, so that any number of users
 * behind one address can log in; a throttled network still has one attempt per interval, since it may be a whole
 * federation's.
 */
@ApplicationScoped
class IpLoginThrottle {
    private final LoginAttemptRepository repository;
    private final LoginRateLimiter.Config config;
    private final Clock clock;

    IpLoginThrottle(LoginAttemptRepository repository, LoginRateLimiter.Config config, Clock clock) {
        this.repository = repository;
        this.config = config;
        this.clock = clock;
    }

    /** Admits an attempt from a network; 429 when it is throttled and the interval's attempt is taken. */
    Uni<Void> admit(byte[] networkKey) {
        Instant now = now();
        return repository
                .findRecentFailures(networkKey, now)
                .chain(failures -> failures.count() < config.maxFailuresPerIp()
                        ? Uni.createFrom().item(true)
                        : repository.reserveInterval(networkKey, now))
                .invoke(this::requireAdmitted)
                .replaceWithVoid();
    }

    private void requireAdmitted(boolean admitted) {
        if (!admitted) {
            throw ApiException.tooManyRequests(
                    "Too many failed logins from this address",
                    config.throttleInterval().toSeconds());
        }
    }

    Uni<Void> recordFailure(byte[] networkKey) {
        return repository.recordNetworkFailure(networkKey, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
