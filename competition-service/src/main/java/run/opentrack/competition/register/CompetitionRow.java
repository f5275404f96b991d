package run.opentrack.competition.register;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.opentrack.competition.Competition;

/**
 * A new competition as a row: a column for each field of the entity. New ones are written past Hibernate, so that they go
 * out in one go with what else a sitting writes, COMMIT included.
 */
final class CompetitionRow {
    private static final List<Field> FIELDS = Stream.of(Competition.class.getDeclaredFields())
            .filter(CompetitionRow::isColumn)
            .toList();

    static final String INSERT = "INSERT INTO opentrack.competition ("
            + FIELDS.stream().map(CompetitionRow::column).collect(Collectors.joining(", "))
            + ") VALUES ("
            + IntStream.rangeClosed(1, FIELDS.size()).mapToObj(n -> "$" + n).collect(Collectors.joining(", "))
            + ")";

    private CompetitionRow() {}

    /** The parameters of {@link #INSERT}. */
    static Object[] of(Competition competition) {
        return FIELDS.stream().map(field -> value(field, competition)).toArray();
    }

    /** Hibernate adds fields of its own, all transient. */
    private static boolean isColumn(Field field) {
        boolean column = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
        field.setAccessible(column);
        return column;
    }

    /** As the naming strategy of the entities has it. */
    private static String column(Field field) {
        return field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static Object value(Field field, Competition competition) {
        try {
            Object value = field.get(competition);
            return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
