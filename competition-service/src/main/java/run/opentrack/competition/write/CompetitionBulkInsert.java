package run.opentrack.competition.write;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;

/**
 * New competitions as rows, all in one statement: a column for each field of the entity. PostgreSQL makes itself ready
 * once for each statement that inserts (it reads the table's conditions, and the expressions of its indexes), which costs
 * more than a row.
 */
final class CompetitionBulkInsert {
    private static final List<Field> FIELDS = Stream.of(Competition.class.getDeclaredFields())
            .filter(CompetitionBulkInsert::isColumn)
            .toList();

    /** Java's type to PostgreSQL's, and to what the client sends an array of. An array of arrays it cannot send. */
    private static final Map<Class<?>, ColumnType> TYPES = Map.of(
            String.class, new ColumnType("text", String.class),
            UUID.class, new ColumnType("uuid", UUID.class),
            LocalDate.class, new ColumnType("date", LocalDate.class),
            Double.class, new ColumnType("float8", Double.class),
            Integer.class, new ColumnType("int", Integer.class),
            int.class, new ColumnType("int", Integer.class),
            Instant.class, new ColumnType("timestamptz", OffsetDateTime.class),
            String[].class, new ColumnType("text", String.class));

    /** Shorter than 2,048 characters, or the client prepares it anew each time. */
    static final String INSERT =
            "INSERT INTO opentrack.competition (" + join(CompetitionBulkInsert::column) + ") SELECT "
                    + join(CompetitionBulkInsert::selected) + " FROM unnest("
                    + IntStream.rangeClosed(1, FIELDS.size())
                            .mapToObj(n -> "$" + n + "::" + type(FIELDS.get(n - 1)).postgres + "[]")
                            .collect(Collectors.joining(","))
                    + ") w(" + join(CompetitionBulkInsert::column) + ")";

    private record ColumnType(String postgres, Class<?> parameterType) {}

    private CompetitionBulkInsert() {}

    /** The parameters of {@link #INSERT}. */
    static Object[] parameters(List<Competition> competitions) {
        return FIELDS.stream().map(field -> values(field, competitions)).toArray();
    }

    private static Object values(Field field, List<Competition> competitions) {
        Object values = Array.newInstance(type(field).parameterType, competitions.size());
        for (int n = 0; n < competitions.size(); n++) {
            Array.set(values, n, value(field, competitions.get(n)));
        }
        return values;
    }

    private static Object value(Field field, Competition competition) {
        try {
            Object value = field.get(competition);
            if (value instanceof Instant instant) {
                return instant.atOffset(ZoneOffset.UTC);
            }
            return value instanceof String[] texts ? arrayLiteral(texts) : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text that PostgreSQL reads as an array, each element quoted. */
    static String arrayLiteral(String[] texts) {
        return Stream.of(texts)
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
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

    private static String selected(Field field) {
        return column(field) + (field.getType().isArray() ? "::text[]" : "");
    }

    private static ColumnType type(Field field) {
        return TYPES.get(field.getType());
    }

    private static String join(Function<Field, String> text) {
        return FIELDS.stream().map(text).collect(Collectors.joining(","));
    }
}
