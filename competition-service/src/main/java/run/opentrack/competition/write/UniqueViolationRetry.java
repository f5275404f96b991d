package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.database.SqlState;

/**
 * The named keys behind the duplicate check. A row that came past the country's lock (from another program, or with the
 * same id in another country) makes one of them refuse; once more from the start, the check finds that row.
 */
final class UniqueViolationRetry {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final List<String> KEY_NAMES =
            List.of(Competition.NATURAL_KEY, Competition.SLUG_KEY, Competition.PRIMARY_KEY);

    /** Data exceptions and integrity constraint violations, by PostgreSQL's classes of SQLSTATE. */
    private static final Set<String> DATA_ERROR_CLASSES = Set.of("22", "23");

    private UniqueViolationRetry() {}

    static <T> Uni<T> retryOnViolation(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(UniqueViolationRetry::isUniqueViolation)
                .retry()
                .atMost(1);
    }

    /** Hibernate Reactive does not say which key refused a row, but PostgreSQL's own message does. */
    private static boolean isUniqueViolation(Throwable failure) {
        return UNIQUE_VIOLATION.equals(SqlState.of(failure))
                && Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .map(cause -> String.valueOf(cause.getMessage()))
                        .anyMatch(message -> KEY_NAMES.stream().anyMatch(message::contains));
    }

    /** Whether what was to be written is at fault, and neither the database nor the way to it. */
    static boolean isDataError(Throwable failure) {
        String state = SqlState.of(failure);
        return state != null && DATA_ERROR_CLASSES.contains(state.substring(0, 2));
    }
}
