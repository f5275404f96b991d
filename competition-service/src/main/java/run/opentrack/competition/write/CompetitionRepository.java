package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Reads and writes whole rows of the table competition, a column for each field of {@link Competition}. Rows are inserted
 * by one statement, since the checks and index expressions that PostgreSQL prepares for each INSERT cost more than a row.
 */
public final class CompetitionRepository {
    private static final List<Field> FIELDS = Stream.of(Competition.class.getDeclaredFields())
            .filter(CompetitionRepository::isColumn)
            .toList();

    /** By the type of a field. The client cannot send arrays of arrays, so an array is sent as its literal. */
    private static final Map<Class<?>, ColumnType> TYPES = Map.of(
            String.class, new ColumnType("text", String.class),
            UUID.class, new ColumnType("uuid", UUID.class),
            LocalDate.class, new ColumnType("date", LocalDate.class),
            Double.class, new ColumnType("float8", Double.class),
            Integer.class, new ColumnType("int", Integer.class),
            int.class, new ColumnType("int", Integer.class),
            Instant.class, new ColumnType("timestamptz", OffsetDateTime.class),
            String[].class, new ColumnType("text", String.class));

    /** Shorter than 2,048 characters, because the client prepares longer statements anew each time. */
    static final String INSERT = "INSERT INTO opentrack.competition (" + join(CompetitionRepository::column)
            + ") SELECT " + join(field -> column(field) + (field.getType().isArray() ? "::text[]" : ""))
            + " FROM unnest("
            + IntStream.rangeClosed(1, FIELDS.size())
                    .mapToObj(n -> "$" + n + "::" + type(FIELDS.get(n - 1)).postgres + "[]")
                    .collect(Collectors.joining(","))
            + ") w(" + join(CompetitionRepository::column) + ")";

    static final String UPDATE = "UPDATE opentrack.competition SET "
            + join(field -> column(field) + "=$" + (FIELDS.indexOf(field) + 1)) + " WHERE id = $"
            + (FIELDS.size() + 1);
    static final String COLUMNS = join(CompetitionRepository::column);
    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM opentrack.competition WHERE id = ANY(CAST($1 AS uuid[]))";
    /** A merged competition whose successor was deleted is not there either. */
    private static final String SELECT_LOCATIONS = """
            SELECT id, country_id, CAST(NULL AS uuid) FROM opentrack.competition WHERE id = ANY(CAST($1 AS uuid[]))
             UNION ALL
            SELECT id, country_id, target
              FROM (SELECT id, country_id, opentrack.merge_target(id) AS target
                      FROM opentrack.merged_competition WHERE id = ANY(CAST($1 AS uuid[]))) merged
             WHERE target IS NOT NULL""";

    private static final String DELETE = "DELETE FROM opentrack.competition WHERE id = $1";
    private static final String EXISTS_EQUAL = """
            SELECT EXISTS (SELECT FROM opentrack.competition
             WHERE country_id = $1 AND date = $2 AND name_key = $3 AND place_key = $4 AND distinct_key = '' AND id <> $5)""";

    private record ColumnType(String postgres, Class<?> parameterType) {}

    private CompetitionRepository() {}

    static Uni<Void> insert(SqlExecutor sql, List<Competition> competitions) {
        return sql.execute(
                INSERT,
                FIELDS.stream().map(field -> parameter(field, competitions)).toArray());
    }

    /** @return null if there is no competition with this id */
    static Uni<Competition> find(SqlExecutor sql, UUID id) {
        return findAll(sql, List.of(id)).map(found -> found.isEmpty() ? null : found.get(0));
    }

    /**
     * Calendar of a competition.
     *
     * @param mergedInto the competition that a merged one leads to, otherwise null
     */
    record Location(String country, UUID mergedInto) {
        /** @throws run.opentrack.http.error.ApiException 409 for a merged competition */
        void requireNotMerged() {
            if (mergedInto != null) {
                throw MergedCompetitionRepository.conflict(mergedInto);
            }
        }
    }

    /** Locations of the competitions that exist or were merged. */
    static Uni<Map<UUID, Location>> findLocations(SqlExecutor sql, Collection<UUID> ids) {
        return sql.query(SELECT_LOCATIONS, (Object) ids.toArray(UUID[]::new)).map(rows -> rows.stream()
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> new Location((String) row[1], (UUID) row[2]))));
    }

    public static Uni<List<Competition>> findAll(SqlExecutor sql, Collection<UUID> ids) {
        return sql.query(SELECT, (Object) ids.toArray(UUID[]::new))
                .map(rows ->
                        rows.stream().map(CompetitionRepository::toCompetition).toList());
    }

    public static Uni<Void> update(SqlExecutor sql, Competition competition) {
        return sql.execute(UPDATE, parametersOfUpdate(competition));
    }

    static Object[] parametersOfUpdate(Competition competition) {
        return Stream.concat(columns(competition), Stream.of(competition.id)).toArray();
    }

    public static boolean haveEqualColumns(Competition a, Competition b) {
        return Arrays.deepEquals(columns(a).toArray(), columns(b).toArray());
    }

    private static Stream<Object> columns(Competition competition) {
        return FIELDS.stream().map(field -> get(field, competition));
    }

    static Uni<Void> delete(SqlExecutor sql, UUID id) {
        return sql.execute(DELETE, id);
    }

    /** Tests whether the unique key of name, date and place is taken by another competition than the excluded one. */
    public static Uni<Boolean> existsEqual(SqlExecutor sql, CompetitionData data, UUID excludedId) {
        return sql.query(
                        EXISTS_EQUAL,
                        data.countryId(),
                        data.date(),
                        NameNormalizer.normalize(data.fullName()),
                        NameNormalizer.normalize(data.city()),
                        excludedId)
                .map(rows -> (Boolean) rows.get(0)[0]);
    }

    private static Object parameter(Field field, List<Competition> competitions) {
        Object values = Array.newInstance(type(field).parameterType, competitions.size());
        for (int n = 0; n < competitions.size(); n++) {
            Object value = get(field, competitions.get(n));
            Array.set(values, n, value instanceof String[] texts ? arrayLiteral(texts) : value);
        }
        return values;
    }

    /** Text that PostgreSQL parses as an array, each element quoted. */
    static String arrayLiteral(String[] texts) {
        return Stream.of(texts)
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Object get(Field field, Competition competition) {
        try {
            Object value = field.get(competition);
            return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static Competition toCompetition(Object[] row) {
        Competition competition = new Competition();
        try {
            for (int i = 0; i < row.length; i++) {
                FIELDS.get(i).set(competition, row[i] instanceof OffsetDateTime time ? time.toInstant() : row[i]);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return competition;
    }

    private static boolean isColumn(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
    }

    private static String column(Field field) {
        return CompetitionData.snakeCase(field.getName());
    }

    private static ColumnType type(Field field) {
        return TYPES.get(field.getType());
    }

    private static String join(Function<Field, String> text) {
        return FIELDS.stream().map(text).collect(Collectors.joining(","));
    }
}
