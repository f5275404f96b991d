package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.database.SqlState;

/**
 * Retries a write once after a violation of a unique key that is behind the duplicate check. The violating row was
 * committed without the country lock (by another program, or with the same id in another country), and the second check
 * finds it.
 */
final class UniqueViolationRetry {
    private static final Set<String> KEYS = Set.of(
            Competition.NATURAL_KEY,
            Competition.SLUG_KEY,
            Competition.NATIONAL_ID_KEY,
            Competition.PRIMARY_KEY,
            "idempotent_answer_pkey");

    /** Classes of SQLSTATE: data exception, integrity constraint violation. */
    private static final Set<String> DATA_ERROR_CLASSES = Set.of("22", "23");

    private UniqueViolationRetry() {}

    static <T> Uni<T> retryOnViolation(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(UniqueViolationRetry::isUniqueViolation)
                .retry()
                .atMost(1);
    }

    static boolean isUniqueViolation(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof PgException postgres
                        && postgres.getConstraint() != null
                        && KEYS.contains(postgres.getConstraint())
                        && "23505".equals(postgres.getSqlState()));
    }

    /** Tests whether a row is the cause of the failure, neither the database nor the connection to it. */
    static boolean isDataError(Throwable failure) {
        String state = SqlState.of(failure);
        return state != null && DATA_ERROR_CLASSES.contains(state.substring(0, 2));
    }
}
