package run.opentrack.competition.calendar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import run.opentrack.database.ReadTimeout;

/** Single competitions, held in memory while the calendar of their country has the version that they were read at. */
@ApplicationScoped
class HeldCompetitions {
    private static final String ONE = """
            SELECT convert_to(rendered, 'UTF8'), etag, country_id,
                   coalesce((SELECT version FROM calendar_version v WHERE v.country_id = c.country_id), 0)
              FROM competition c WHERE id = $1""";

    private final Pool database;
    private final CalendarVersions versions;
    private final Cache<UUID, Held> held;

    HeldCompetitions(Pool database, CalendarVersions versions, MemoryConfig config) {
        this.database = database;
        this.versions = versions;
        this.held = Caffeine.newBuilder()
                .maximumWeight(config.competitions().asLongValue())
                .weigher((UUID id, Held competition) -> competition.json().length() + 256)
                .build();
    }

    /** As it is in the database now; null when it is not there. */
    Future<Held> byId(UUID id) {
        Held seen = held.getIfPresent(id);
        if (seen == null) {
            return read(id);
        }
        return versions.now(List.of(seen.country()))
                .compose(now -> now.getOrDefault(seen.country(), 0L) == seen.version()
                        ? Future.succeededFuture(seen)
                        : read(id));
    }

    private Future<Held> read(UUID id) {
        return database.preparedQuery(ONE)
                .execute(Tuple.of(id))
                .timeout(ReadTimeout.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(rows -> {
                    Held read = of(rows);
                    if (read == null) {
                        held.invalidate(id);
                    } else {
                        held.put(id, read);
                    }
                    return read;
                });
    }

    private static Held of(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        return new Held(row.getBuffer(0), "\"" + row.getString(1) + "\"", row.getString(2), row.getLong(3));
    }

    /** @param version of its country's calendar when it was read */
    record Held(Buffer json, String etag, String country, long version) {}
}
