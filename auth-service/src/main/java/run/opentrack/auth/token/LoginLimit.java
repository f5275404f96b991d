package run.opentrack.auth.token;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import run.opentrack.wire.error.Refusal;

/**
 * Counts failed logins in the database, so that all replicas count together. A login takes a place before it is tried:
 * parallel guesses cannot slip past. Logins that are being tried do not count as failures, but only so many may be tried
 * at once as failures are left; the others wait for their turn.
 */
@ApplicationScoped
class LoginLimit {
    /** A try whose service died is given up after so long. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(10);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** $1 subject, $2 now, $3 start of the window, $4 start of what may still be in flight, $5 most, $6 expiry. */
    private static final String TAKE_PLACE = """
            INSERT INTO login_limit AS l (subject, in_flight, expires_at) VALUES ($1, ARRAY[$2::timestamptz], $6)
            ON CONFLICT (subject) DO UPDATE
               SET failures = ARRAY(SELECT f FROM unnest(l.failures) f WHERE f > $3),
                   in_flight = ARRAY(SELECT t FROM unnest(l.in_flight) t WHERE t > $4) || $2::timestamptz,
                   expires_at = $6
             WHERE (SELECT count(*) FROM unnest(l.failures) f WHERE f > $3)
                 + (SELECT count(*) FROM unnest(l.in_flight) t WHERE t > $4) < $5
            RETURNING true""";

    private static final String RECENT_FAILURES =
            "SELECT count(*) AS many, min(f) AS oldest FROM login_limit, unnest(failures) f WHERE subject = $1 AND f > $2";
    private static final String FAILED = """
            UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz),
                   failures = failures || $2::timestamptz WHERE subject = $1""";
    private static final String SUCCEEDED =
            "UPDATE login_limit SET in_flight = array_remove(in_flight, $2::timestamptz) WHERE subject = $1";
    private static final String FORGET = "DELETE FROM login_limit WHERE expires_at < $1";

    private final Pool database;
    private final LoginConfig config;
    private final Clock clock;

    LoginLimit(Pool database, LoginConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** A login on its way. */
    record Try(byte[] subject, Instant at) {}

    /** Takes a place for a login; 429 when there were too many failures, 503 when too many are being tried. */
    Uni<Try> begin(String emailKey) {
        return begin(subject(emailKey), clock.instant().plus(LONGEST_WAIT));
    }

    Uni<Void> failed(Try login) {
        return settle(FAILED, login);
    }

    Uni<Void> succeeded(Try login) {
        return settle(SUCCEEDED, login);
    }

    @Scheduled(every = "PT1H", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.preparedQuery(FORGET)
                .execute(Tuple.of(utc(clock.instant())))
                .replaceWithVoid();
    }

    private Uni<Try> begin(byte[] subject, Instant deadline) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Tuple values = Tuple.of(
                        subject,
                        utc(now),
                        utc(now.minus(config.window())),
                        utc(now.minus(LONGEST_TRY)),
                        config.failures())
                .addValue(utc(now.plus(config.window())));
        return database.preparedQuery(TAKE_PLACE).execute(values).chain(rows -> {
            if (rows.rowCount() > 0) {
                return Uni.createFrom().item(new Try(subject, now));
            }
            return refuseOrWait(subject, now, deadline);
        });
    }

    private Uni<Try> refuseOrWait(byte[] subject, Instant now, Instant deadline) {
        return database.preparedQuery(RECENT_FAILURES)
                .execute(Tuple.of(subject, utc(now.minus(config.window()))))
                .map(rows -> rows.iterator().next())
                .chain(row -> {
                    if (row.getLong("many") >= config.failures()) {
                        throw tooMany(row, now);
                    }
                    if (now.isAfter(deadline)) {
                        throw Refusal.unavailable("Too many logins at the moment", 1);
                    }
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(PAUSE)
                            .chain(() -> begin(subject, deadline));
                });
    }

    private Refusal tooMany(Row row, Instant now) {
        Instant free = row.getOffsetDateTime("oldest").toInstant().plus(config.window());
        return Refusal.tooMany(
                "Too many failed logins for this e-mail",
                Duration.between(now, free).toSeconds() + 1);
    }

    private Uni<Void> settle(String statement, Try login) {
        return database.preparedQuery(statement)
                .execute(Tuple.of(login.subject(), utc(login.at())))
                .replaceWithVoid();
    }

    /** A hash, so that the table tells no e-mail, of an account or not. */
    private static byte[] subject(String emailKey) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(("email:" + emailKey).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
