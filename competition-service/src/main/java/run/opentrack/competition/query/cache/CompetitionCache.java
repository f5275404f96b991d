package run.opentrack.competition.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Cache of single competitions. An entry is valid while its country's calendar has the version it was read at. */
@ApplicationScoped
public class CompetitionCache {
    private final CalendarVersionLookup versions;
    private final Cache<UUID, CachedCompetition> cache;

    CompetitionCache(CalendarVersionLookup versions, CalendarCache.Config config) {
        this.versions = versions;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(config.competitionsMaxSize().asLongValue())
                .weigher((UUID id, CachedCompetition competition) ->
                        competition.json().length() + 256)
                .build();
    }

    /**
     * Returns a competition as it is in the database now.
     *
     * @param loader reads it from the database; its result is null when there is none
     */
    public Future<CachedCompetition> get(UUID id, Function<UUID, Future<CachedCompetition>> loader) {
        CachedCompetition cached = cache.getIfPresent(id);
        if (cached == null) {
            return load(id, loader);
        }
        return versions.total(List.of(cached.country()))
                .compose(version -> version == cached.version() ? Future.succeededFuture(cached) : load(id, loader));
    }

    private Future<CachedCompetition> load(UUID id, Function<UUID, Future<CachedCompetition>> loader) {
        return loader.apply(id).onSuccess(loaded -> {
            if (loaded == null) {
                cache.invalidate(id);
            } else {
                cache.put(id, loaded);
            }
        });
    }

    /**
     * A competition as it is sent.
     *
     * @param etag entity tag with its quotes
     * @param version version of its country's calendar when it was read
     */
    public record CachedCompetition(Buffer json, String etag, String country, long version) {}
}
