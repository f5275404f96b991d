package run.opentrack.competition.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import run.opentrack.competition.query.CompetitionFilter;
import run.opentrack.competition.query.CompetitionQueryBuilder;
import run.opentrack.competition.query.CompetitionReadRepository;

/**
 * Countries' years that are read again and again, held in memory. A year is of use while the country's calendar has the
 * version that it was read at; who asks has just learned that version from the database.
 */
@ApplicationScoped
public class CalendarCache {
    private static final Logger LOG = Logger.getLogger(CalendarCache.class);
    private static final int MAX_CONCURRENT_LOADS = 2;
    private static final int MAX_TRACKED_MISSES = 10_000;

    private final Vertx vertx;
    private final Pool database;
    private final Cache<YearKey, CachedYear> cached;
    private final Cache<YearKey, MissCount> misses =
            Caffeine.newBuilder().maximumSize(MAX_TRACKED_MISSES).build();

    private final Set<YearKey> loading = ConcurrentHashMap.newKeySet();

    CalendarCache(Vertx vertx, Pool database, CacheConfig config) {
        this.vertx = vertx;
        this.database = database;
        this.cached = Caffeine.newBuilder()
                .maximumWeight(config.calendarsMaxSize().asLongValue())
                .weigher((YearKey year, CachedYear competitions) -> competitions.memoryBytes())
                .build();
    }

    /** Whether a list could come from here at all: one country's, of some days of one year or two. */
    public static boolean supports(CompetitionFilter filter) {
        return filter.hasOnlyCountriesAndDates()
                && filter.countries().size() == 1
                && filter.fromDate() != null
                && filter.toDate() != null
                && filter.toDate().getYear() - filter.fromDate().getYear() <= 1;
    }

    /**
     * The whole list, or null when it is not all here at this version of the country's calendar.
     *
     * @param filter one that {@link #couldHave}
     */
    public CachedListResponse find(CompetitionFilter filter, long version) {
        String country = filter.countries().get(0);
        LocalDate from = filter.fromDate();
        LocalDate to = filter.toDate();
        CachedYear first = cached(new YearKey(country, from.getYear()), filter, version);
        CachedYear second =
                to.getYear() == from.getYear() ? first : cached(new YearKey(country, to.getYear()), filter, version);
        if (first == null || second == null) {
            return null;
        }
        CachedYear.Range begin = first.range(from.toEpochDay(), to.toEpochDay());
        return second == first
                ? CachedListResponse.of(begin)
                : CachedListResponse.of(begin, second.range(from.toEpochDay(), to.toEpochDay()));
    }

    /** Null when it is not here; that what the filter asks of it was missed is kept in mind. */
    private CachedYear cached(YearKey year, CompetitionFilter filter, long version) {
        CachedYear found = cached.getIfPresent(year);
        if (found != null && found.version() == version) {
            return found;
        }
        MissCount now = new MissCount(version, year.days(filter.fromDate(), filter.toDate()));
        MissCount soFar = misses.asMap().merge(year, now, MissCount::plus);
        if (soFar.justifiesLoad() && loading.size() < MAX_CONCURRENT_LOADS && loading.add(year)) {
            load(year, version);
        }
        return null;
    }

    /** The version was read before the rows: what is held may be newer than it says, never older. */
    private void load(YearKey year, long version) {
        CompetitionQueryBuilder query =
                CompetitionQueryBuilder.ofDateRange(year.country(), year.firstDay(), year.lastDay());
        database.preparedQuery(query.sqlUpToBytes(YearKey.MAX_ROWS + 1, YearKey.MAX_BYTES))
                .execute(query.values())
                .compose(rows ->
                        rows.size() > YearKey.MAX_ROWS || CompetitionReadRepository.bytes(rows) >= YearKey.MAX_BYTES
                                ? Future.succeededFuture()
                                : vertx.executeBlocking(() -> of(rows, version), false))
                .onComplete(read -> {
                    // Should it be too long to be held, or soon be crowded out, lists must miss it as much again.
                    misses.invalidate(year);
                    loading.remove(year);
                    if (read.failed()) {
                        LOG.debugf("%s is not held: %s", year, read.cause());
                    } else if (read.result() != null) {
                        cached.put(year, read.result());
                    }
                });
    }

    private static CachedYear of(RowSet<Row> rows, long version) {
        CachedYear.Builder competitions = new CachedYear.Builder();
        rows.forEach(row -> competitions.add(
                row.getLocalDate(1).toEpochDay(), row.getBuffer(CompetitionReadRepository.JSON_INDEX)));
        return competitions.build(version);
    }

    /**
     * How much of a year was asked for in vain.
     *
     * @param version of the country's calendar meanwhile
     * @param days of all lists together
     */
    private record MissCount(long version, int days) {
        MissCount plus(MissCount later) {
            return later.version == version ? new MissCount(version, days + later.days) : later;
        }

        /** Once lists have read as much as a year has: then reading it, even in vain, no more than doubles the work. */
        boolean justifiesLoad() {
            return days > 366;
        }
    }

    /** @param country its ISO code */
    private record YearKey(String country, int number) {
        /** A year with more takes too long to read again after each write to it. */
        static final int MAX_ROWS = 20_000;

        static final long MAX_BYTES = 20 * 1024 * 1024;

        LocalDate firstDay() {
            return LocalDate.of(number, 1, 1);
        }

        LocalDate lastDay() {
            return LocalDate.of(number, 12, 31);
        }

        /** How many of its days are from one to the other, at least one of which is its own. */
        int days(LocalDate from, LocalDate to) {
            int first = from.isBefore(firstDay()) ? 1 : from.getDayOfYear();
            int last = to.isAfter(lastDay()) ? lastDay().getDayOfYear() : to.getDayOfYear();
            return last - first + 1;
        }
    }
}
