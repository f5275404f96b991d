package run.opentrack.competition.rendering;

import io.smallrye.mutiny.Uni;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.sql.SqlExecutor;

/** SQL of the rendering pass: its state in the database, and the competitions that it still has to read. */
final class RenderingRepository {
    static final UUID START = new UUID(0, 0);
    private static final int PAGE_SIZE = 200;
    /** Of the stored JSON, which also bounds what was stored before it was limited. A larger competition is a page by itself. */
    private static final int PAGE_BYTES = 4 << 20;

    /** Goes on with a pass of this version. A completed one is followed by a pass over what was written since it began. */
    private static final String BEGIN = """
            UPDATE opentrack.rendering_pass
               SET version = $1,
                   position = CASE WHEN version = $1 THEN position ELSE $2 END,
                   since = CASE WHEN version = $1 THEN since END,
                   started_at = CASE WHEN version = $1 AND position <> $2 THEN started_at ELSE now() END
            RETURNING position, since""";

    private static final String SAVE = "UPDATE opentrack.rendering_pass SET position = $1";
    /** The longest write, clock skew included, is much shorter than the ten minutes before the start. */
    private static final String COMPLETE =
            "UPDATE opentrack.rendering_pass SET position = $1, since = started_at - interval '10 minutes'";

    private static final String KEEP_CHANGED_VERSIONS = "SELECT set_config('opentrack.rendering', 'on', true)";

    private static final String COUNT_VERSION = "SELECT opentrack.count_calendar_version($1)";

    private static final String PAGE = """
            SELECT id FROM (
                SELECT id, sum(octet_length(rendered)) OVER (ORDER BY id) - octet_length(rendered) AS bytes_before
                  FROM (SELECT id, rendered FROM opentrack.competition WHERE id > $1""";
    private static final String PAGE_END =
            " ORDER BY id LIMIT %d) page) sizes WHERE bytes_before < %d ORDER BY id".formatted(PAGE_SIZE, PAGE_BYTES);

    private RenderingRepository() {}

    /**
     * Position of a pass.
     *
     * @param last id of the last competition that was read
     * @param since first time of a write to be considered, null for all competitions
     */
    record Position(UUID last, OffsetDateTime since) {
        Position after(List<UUID> page) {
            return new Position(page.get(page.size() - 1), since);
        }
    }

    static Uni<Position> begin(SqlExecutor sql, String version) {
        return sql.query(BEGIN, version, START)
                .map(rows -> new Position((UUID) rows.get(0)[0], (OffsetDateTime) rows.get(0)[1]));
    }

    static Uni<Void> save(SqlExecutor sql, Position position) {
        return sql.execute(SAVE, position.last);
    }

    static Uni<Void> complete(SqlExecutor sql) {
        return sql.execute(COMPLETE, START);
    }

    /** Makes the updates of this transaction no changes for followers, each of whom would read all competitions anew. */
    static Uni<Void> keepChangedVersions(SqlExecutor sql) {
        return sql.execute(KEEP_CHANGED_VERSIONS);
    }

    /** Counts the version of a country's calendar, as every other write does by a trigger. The country must be locked. */
    static Uni<Void> countVersion(SqlExecutor sql, String country) {
        return sql.execute(COUNT_VERSION, country);
    }

    /** Ids of the next competitions, empty at the end. */
    static Uni<List<UUID>> nextPage(SqlExecutor sql, Position position, boolean merged) {
        String page = merged ? PAGE.replace("opentrack.competition", "opentrack.merged_competition") : PAGE;
        Uni<List<Object[]>> rows = position.since == null
                ? sql.query(page + PAGE_END, position.last)
                : sql.query(page + " AND updated_at >= $2" + PAGE_END, position.last, position.since);
        return rows.map(ids -> ids.stream().map(row -> (UUID) row[0]).toList());
    }
}
