package run.opentrack.competition.query.cache;

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
public class CompetitionCache {
    private static final String BY_ID = """
            SELECT convert_to(rendered, 'UTF8'), etag, country_id,
                   coalesce((SELECT version FROM calendar_version v WHERE v.country_id = c.country_id), 0)
              FROM competition c WHERE id = $1""";

    private final Pool database;
    private final CalendarVersionLookup versions;
    private final Cache<UUID, CachedCompetition> cache;

    CompetitionCache(Pool database, CalendarVersionLookup versions, CacheConfig config) {
        this.database = database;
        this.versions = versions;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(config.competitionsMaxSize().asLongValue())
                .weigher((UUID id, CachedCompetition competition) ->
                        competition.json().length() + 256)
                .build();
    }

    /** As it is in the database now; null when it is not there. */
    public Future<CachedCompetition> byId(UUID id) {
        CachedCompetition cached = cache.getIfPresent(id);
        if (cached == null) {
            return load(id);
        }
        return versions.current(List.of(cached.country()))
                .compose(now -> now.getOrDefault(cached.country(), 0L) == cached.version()
                        ? Future.succeededFuture(cached)
                        : load(id));
    }

    private Future<CachedCompetition> load(UUID id) {
        return database.preparedQuery(BY_ID)
                .execute(Tuple.of(id))
                .timeout(ReadTimeout.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(rows -> {
                    CachedCompetition loaded = of(rows);
                    if (loaded == null) {
                        cache.invalidate(id);
                    } else {
                        cache.put(id, loaded);
                    }
                    return loaded;
                });
    }

    private static CachedCompetition of(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Row row = rows.iterator().next();
        return new CachedCompetition(
                row.getBuffer(0), "\"" + row.getString(1) + "\"", row.getString(2), row.getLong(3));
    }

    /** @param version of its country's calendar when it was read */
    public record CachedCompetition(Buffer json, String etag, String country, long version) {}
}
