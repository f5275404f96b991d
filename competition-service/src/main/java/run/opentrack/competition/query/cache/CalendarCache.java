package run.opentrack.competition.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Cache of whole years of countries, from which a list of any dates is cut. An entry is valid for one version of the country's
 * calendar, which the caller has just read from the database.
 */
@ApplicationScoped
public class CalendarCache {
    private static final Logger LOG = Logger.getLogger(CalendarCache.class);
    private static final int MAX_CONCURRENT_LOADS = 2;
    private static final int MAX_TRACKED_MISSES = 10_000;

    private final Vertx vertx;
    private final Cache<YearKey, CachedYear> years;
    private final Cache<YearKey, MissCount> misses =
            Caffeine.newBuilder().maximumSize(MAX_TRACKED_MISSES).build();

    private final Set<YearKey> loading = ConcurrentHashMap.newKeySet();

    CalendarCache(Vertx vertx, Config config) {
        this.vertx = vertx;
        this.years = Caffeine.newBuilder()
                .maximumWeight(config.calendarsMaxSize().asLongValue())
                .weigher((YearKey year, CachedYear competitions) -> competitions.memoryBytes())
                .build();
    }

    /** A year is cached for each encoding by itself, so that memory is used for those that are requested. */
    private record YearKey(CalendarRange year, boolean gzip) {}

    /** Reads the competitions of a country's year in list order; the result is null when they are too many to cache. */
    @FunctionalInterface
    public interface YearLoader {
        Future<Stream<DatedJson>> load(CalendarRange year);
    }

    /**
     * One competition of a year.
     *
     * @param day its date, in days since 1970
     * @param json its stored JSON, in UTF-8
     */
    public record DatedJson(long day, Buffer json) {}

    /**
     * Finds the list of a range. A year that is missed often is loaded in the background.
     *
     * @param gzip whether the list is sent as a gzip file
     * @param version current version of the country's calendar
     * @return null when a year of the range is not cached at this version
     */
    public CachedListResponse find(CalendarRange range, boolean gzip, long version, YearLoader loader) {
        List<CachedYear.Range> parts = new ArrayList<>(2);
        boolean complete = true;
        for (int number = range.from().getYear(); number <= range.to().getYear(); number++) {
            CachedYear year = findYear(new YearKey(range.ofYear(number), gzip), range, version, loader);
            if (year == null) {
                complete = false;
            } else {
                parts.add(year.range(range.from().toEpochDay(), range.to().toEpochDay()));
            }
        }
        return complete ? CachedListResponse.of(parts, gzip) : null;
    }

    private CachedYear findYear(YearKey key, CalendarRange requested, long version, YearLoader loader) {
        CachedYear cached = years.getIfPresent(key);
        if (cached != null && cached.version() == version) {
            return cached;
        }
        MissCount miss = new MissCount(version, requested.daysWithin(key.year()));
        MissCount total = misses.asMap().merge(key, miss, MissCount::plus);
        if (total.justifiesLoad() && loading.size() < MAX_CONCURRENT_LOADS && loading.add(key)) {
            // Another load may have ended since the first look.
            CachedYear loaded = years.getIfPresent(key);
            if (loaded != null && loaded.version() == version) {
                loading.remove(key);
                return loaded;
            }
            load(key, version, loader);
        }
        return null;
    }

    /** The version was read before the rows, so a cached year may be newer than its version, never older. */
    private void load(YearKey key, long version, YearLoader loader) {
        loader.load(key.year())
                .compose(competitions -> competitions == null
                        ? Future.<CachedYear>succeededFuture()
                        : vertx.executeBlocking(() -> CachedYear.of(version, key.gzip(), competitions), false))
                .onComplete(loaded -> {
                    if (loaded.failed()) {
                        LOG.debugf("%s could not be cached: %s", key, loaded.cause());
                    } else if (loaded.result() != null) {
                        years.put(key, loaded.result());
                    }
                    // A year that is too large, or evicted soon, must be missed as often again before the next attempt.
                    misses.invalidate(key);
                    loading.remove(key);
                });
    }

    /**
     * Days of a year that were requested but not cached.
     *
     * @param version of the country's calendar at that time
     * @param days sum over all requests
     */
    private record MissCount(long version, int days) {
        MissCount plus(MissCount later) {
            return later.version == version ? new MissCount(version, days + later.days) : later;
        }

        /** Requests have read as much as a whole year: loading it, even in vain, at most doubles the work. */
        boolean justifiesLoad() {
            return days > 366;
        }
    }

    /** Cache of competitions in memory; each read checks its version in the database first. */
    @ConfigMapping(prefix = "opentrack.cache")
    public interface Config {
        /** Maximum memory for the cached years of countries. 20 MiB hold 100,000 competitions. */
        @WithDefault("208M")
        MemorySize calendarsMaxSize();

        /** Maximum memory for single competitions. */
        @WithDefault("32M")
        MemorySize competitionsMaxSize();
    }
}
