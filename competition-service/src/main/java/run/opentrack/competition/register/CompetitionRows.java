package run.opentrack.competition.register;

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
import run.opentrack.competition.Competition;

/**
 * New competitions as rows, all in one statement: a column for each field of the entity. PostgreSQL makes itself ready
 * once for each statement that inserts (it reads the table's conditions, and the expressions of its indexes), which costs
 * more than a row.
 */
final class CompetitionRows {
    private static final List<Field> FIELDS = Stream.of(Competition.class.getDeclaredFields())
            .filter(CompetitionRows::isColumn)
            .toList();

    /** Java's type to PostgreSQL's, and to what the client sends an array of. An array of arrays it cannot send. */
    private static final Map<Class<?>, Type> TYPES = Map.of(
            String.class, new Type("text", String.class),
            UUID.class, new Type("uuid", UUID.class),
            LocalDate.class, new Type("date", LocalDate.class),
            Double.class, new Type("float8", Double.class),
            Integer.class, new Type("int", Integer.class),
            int.class, new Type("int", Integer.class),
            Instant.class, new Type("timestamptz", OffsetDateTime.class),
            String[].class, new Type("text", String.class));

    /** Shorter than 2,048 characters, or the client prepares it anew each time. */
    static final String INSERT = "INSERT INTO opentrack.competition (" + each(CompetitionRows::column) + ") SELECT "
            + each(CompetitionRows::selected) + " FROM unnest("
            + IntStream.rangeClosed(1, FIELDS.size())
                    .mapToObj(n -> "$" + n + "::" + type(FIELDS.get(n - 1)).postgres + "[]")
                    .collect(Collectors.joining(","))
            + ") w(" + each(CompetitionRows::column) + ")";

    private record Type(String postgres, Class<?> sent) {}

    private CompetitionRows() {}

    /** The parameters of {@link #INSERT}. */
    static Object[] of(List<Competition> competitions) {
        return FIELDS.stream().map(field -> values(field, competitions)).toArray();
    }

    private static Object values(Field field, List<Competition> competitions) {
        Object values = Array.newInstance(type(field).sent, competitions.size());
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
            return value instanceof String[] texts ? literal(texts) : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text that PostgreSQL reads as an array, each element quoted. */
    static String literal(String[] texts) {
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

    private static Type type(Field field) {
        return TYPES.get(field.getType());
    }

    private static String each(Function<Field, String> text) {
        return FIELDS.stream().map(text).collect(Collectors.joining(","));
    }
}
