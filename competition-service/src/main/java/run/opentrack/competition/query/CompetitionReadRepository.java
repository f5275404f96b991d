package run.opentrack.competition.query;

import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.query.cache.CalendarCache.DatedJson;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.competition.query.cache.CompetitionCache.CachedCompetition;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.MergedCompetitionRepository;
import run.opentrack.competition.write.NationalIdRepository;
import run.opentrack.competition.write.Preconditions;
import run.opentrack.database.ReadTimeout;

/** SQL of the reads. Stored JSON is passed on as bytes, without mapping it. */
@ApplicationScoped
class CompetitionReadRepository {
    private static final String SELECT_ONE = """
            SELECT %s, etag, country_id,
                   coalesce((SELECT version FROM calendar_version v WHERE v.country_id = c.country_id), 0)
              FROM competition c WHERE\s""";

    private static final String BY_ID = "id = $1";
    private static final String BY_NATIONAL_ID = "country_id = $1 AND year = $2 AND national_id = $3 AND "
            + NationalIdRepository.FIRST_OF_ADDRESS + " LIMIT 1";
    private static final String CROSSWALK = """
            SELECT convert_to('{"national_id":' || to_json(national_id) || ',"id":"' || id || '","etag":' || to_json('"' || etag || '"')
                   || '}', 'UTF8'), national_id FROM competition WHERE country_id = $1 AND year = $2 AND\s""" + NationalIdRepository.FIRST_OF_ADDRESS;
    private static final String BY_MERGED_SLUG = """
            SELECT c.id, c.country_id, c.year, c.slug FROM opentrack.merged_competition m
              JOIN opentrack.competition c ON c.id = opentrack.merge_target(m.id)
             WHERE m.country_id = $1 AND m.year = $2 AND m.slug = $3""";
    /** Index of the JSON in the rows of a list. */
    static final int JSON_INDEX = 0;

    /** A longer list is streamed from a cursor. */
    private static final long MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

    /** Limits of a cached year: a larger one takes too long to load again after each write to it. */
    private static final int MAX_YEAR_ROWS = 20_000;

    private static final long MAX_YEAR_BYTES = 20 * 1024 * 1024;

    private final Pool database;
    private final SqlExecutor executor;

    /** SQL with its values. */
    record SqlQuery(String sql, Tuple values) {}

    CompetitionReadRepository(Pool database) {
        this.database = database;
        this.executor = SqlExecutor.on(io.vertx.mutiny.sqlclient.Pool.newInstance(database));
    }

    /** Reads one competition; null when there is none. */
    Future<CachedCompetition> findById(UUID id, Set<IncludedMember> included) {
        return findOne(BY_ID, Tuple.of(id), included);
    }

    /** Reads the competition at an address; null when there is none. */
    Future<CachedCompetition> findByNationalId(NationalIdAddress address, Set<IncludedMember> included) {
        Tuple values = Tuple.of(address.countryId(), address.year(), address.nationalId());
        return findOne(BY_NATIONAL_ID, values, included);
    }

    /** Finds the competition that another one was merged into; null when there is none. */
    Future<UUID> findMergeTarget(UUID id) {
        return ReadTimeout.apply(UniHelper.toFuture(
                MergedCompetitionRepository.findTargets(executor, List.of(id)).map(targets -> targets.get(id))));
    }

    /** Finds the competition that the national id of a merged one leads to; null when there is none. */
    Future<UUID> findMergeTarget(NationalIdAddress address) {
        return ReadTimeout.apply(UniHelper.toFuture(MergedCompetitionRepository.findTarget(executor, address)));
    }

    /** Competition by which the slug of a merged one is replaced. */
    record SlugTarget(UUID id, String country, int year, String slug) {}

    /** Finds the competition that the slug of a merged one leads to; null when there is none. */
    Future<SlugTarget> findBySlug(CalendarRange year, String slug) {
        Tuple values = Tuple.of(year.country(), year.from().getYear(), slug);
        return query(BY_MERGED_SLUG, values).map(rows -> {
            Row row = rows.size() == 0 ? null : rows.iterator().next();
            return row == null
                    ? null
                    : new SlugTarget(row.getUUID(0), row.getString(1), row.getInteger(2), row.getString(3));
        });
    }

    private Future<CachedCompetition> findOne(String condition, Tuple values, Set<IncludedMember> included) {
        String sql = SELECT_ONE.formatted(IncludedMember.sqlOf(included)) + condition;
        return query(sql, values).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            Buffer json = row.getBuffer(0);
            String etag = included.isEmpty()
                    ? row.getString(1)
                    : Preconditions.etagWithIncluded(row.getString(1), json.toString());
            return new CachedCompetition(json, "\"" + etag + "\"", row.getString(2), row.getLong(3));
        });
    }

    /** Reads the first rows of a list: fewer of them, but more bytes than may be buffered, when they are large. */
    Future<RowSet<Row>> findRows(CompetitionFilter filter, int maxRows) {
        CompetitionQueryBuilder query = CompetitionQueryBuilder.of(filter);
        return query(query.sqlUpToBytes(maxRows, MAX_BUFFERED_BYTES), query.values());
    }

    /** Reads a country's year in list order; null when it is too large to cache. */
    Future<Stream<DatedJson>> findYear(CalendarRange year) {
        CompetitionQueryBuilder query = CompetitionQueryBuilder.of(year);
        return database.preparedQuery(query.sqlUpToBytes(MAX_YEAR_ROWS + 1, MAX_YEAR_BYTES))
                .execute(query.values())
                .map(rows -> rows.size() > MAX_YEAR_ROWS || bytes(rows) >= MAX_YEAR_BYTES
                        ? null
                        : rows.stream()
                                .map(row ->
                                        new DatedJson(row.getLocalDate(1).toEpochDay(), row.getBuffer(JSON_INDEX))));
    }

    /** SQL of the national ids of a year, which {@link #addressed} filters, with its values. */
    static SqlQuery crosswalk(CalendarRange year) {
        return new SqlQuery(CROSSWALK, Tuple.of(year.country(), year.from().getYear()));
    }

    /** Reads the first rows of a query. */
    Future<RowSet<Row>> findRows(SqlQuery query, int maxRows) {
        return query(query.sql() + " LIMIT " + maxRows, query.values());
    }

    /** Condition for rows in the order of their national ids: the first with each one, if it has an address. */
    static Predicate<Row> addressed(String country) {
        AtomicReference<String> previous = new AtomicReference<>();
        return row -> {
            String nationalId = row.getString(1);
            return !nationalId.equals(previous.getAndSet(nationalId))
                    && NationalIdAddress.isUsable(nationalId, country);
        };
    }

    /** Reports whether all requested rows were read, rather than only as many as may be buffered. */
    static boolean isComplete(RowSet<Row> rows) {
        return bytes(rows) < MAX_BUFFERED_BYTES;
    }

    static long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.getBuffer(JSON_INDEX).length();
        }
        return bytes;
    }

    static PageCursor cursorAt(Row row) {
        return new PageCursor(row.getLocalDate(1), row.getString(2), row.getUUID(3));
    }

    private Future<RowSet<Row>> query(String sql, Tuple values) {
        return ReadTimeout.apply(database.preparedQuery(sql).execute(values));
    }
}
