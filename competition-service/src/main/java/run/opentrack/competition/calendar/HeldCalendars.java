package run.opentrack.competition.calendar;

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

/**
 * Countries' years that are read again and again, held in memory. A year is of use while the country's calendar has the
 * version that it was read at; who asks has just learned that version from the database.
 */
@ApplicationScoped
class HeldCalendars {
    private static final Logger LOG = Logger.getLogger(HeldCalendars.class);
    private static final int READ_AT_ONCE = 2;
    private static final int REMEMBERED_MISSES = 10_000;

    private final Vertx vertx;
    private final Pool database;
    private final Cache<Year, HeldYear> held;
    private final Cache<Year, Missed> missed =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MISSES).build();

    private final Set<Year> beingRead = ConcurrentHashMap.newKeySet();

    HeldCalendars(Vertx vertx, Pool database, MemoryConfig config) {
        this.vertx = vertx;
        this.database = database;
        this.held = Caffeine.newBuilder()
                .maximumWeight(config.years().asLongValue())
                .weigher((Year year, HeldYear competitions) -> competitions.bytes())
                .build();
    }

    /** Whether a list could come from here at all: one country's, of some days of one year or two. */
    static boolean couldHave(CalendarFilter filter) {
        return filter.isOfDaysOnly()
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
    HeldList list(CalendarFilter filter, long version) {
        String country = filter.countries().get(0);
        LocalDate from = filter.fromDate();
        LocalDate to = filter.toDate();
        HeldYear first = held(new Year(country, from.getYear()), filter, version);
        HeldYear second =
                to.getYear() == from.getYear() ? first : held(new Year(country, to.getYear()), filter, version);
        if (first == null || second == null) {
            return null;
        }
        HeldYear.Stretch begin = first.of(from.toEpochDay(), to.toEpochDay());
        return second == first ? HeldList.of(begin) : HeldList.of(begin, second.of(from.toEpochDay(), to.toEpochDay()));
    }

    /** Null when it is not here; that what the filter asks of it was missed is kept in mind. */
    private HeldYear held(Year year, CalendarFilter filter, long version) {
        HeldYear found = held.getIfPresent(year);
        if (found != null && found.version() == version) {
            return found;
        }
        Missed now = new Missed(version, year.days(filter.fromDate(), filter.toDate()));
        Missed soFar = missed.asMap().merge(year, now, Missed::plus);
        if (soFar.isWorthReading() && beingRead.size() < READ_AT_ONCE && beingRead.add(year)) {
            read(year, version);
        }
        return null;
    }

    /** The version was read before the rows: what is held may be newer than it says, never older. */
    private void read(Year year, long version) {
        CalendarQuery query = CalendarQuery.ofDays(year.country(), year.firstDay(), year.lastDay());
        database.preparedQuery(query.sqlWithin(Year.MOST_ROWS + 1, Year.MOST_BYTES))
                .execute(query.values())
                .compose(rows -> rows.size() > Year.MOST_ROWS || CalendarReader.bytes(rows) >= Year.MOST_BYTES
                        ? Future.succeededFuture()
                        : vertx.executeBlocking(() -> of(rows, version), false))
                .onComplete(read -> {
                    // Should it be too long to be held, or soon be crowded out, lists must miss it as much again.
                    missed.invalidate(year);
                    beingRead.remove(year);
                    if (read.failed()) {
                        LOG.debugf("%s is not held: %s", year, read.cause());
                    } else if (read.result() != null) {
                        held.put(year, read.result());
                    }
                });
    }

    private static HeldYear of(RowSet<Row> rows, long version) {
        HeldYear.Builder competitions = new HeldYear.Builder();
        rows.forEach(row -> competitions.add(row.getLocalDate(1).toEpochDay(), row.getBuffer(CalendarReader.JSON)));
        return competitions.build(version);
    }

    /**
     * How much of a year was asked for in vain.
     *
     * @param version of the country's calendar meanwhile
     * @param days of all lists together
     */
    private record Missed(long version, int days) {
        Missed plus(Missed later) {
            return later.version == version ? new Missed(version, days + later.days) : later;
        }

        /** Once lists have read as much as a year has: then reading it, even in vain, no more than doubles the work. */
        boolean isWorthReading() {
            return days > 366;
        }
    }

    /** @param country its ISO code */
    private record Year(String country, int number) {
        /** A year with more takes too long to read again after each write to it. */
        static final int MOST_ROWS = 20_000;

        static final long MOST_BYTES = 20 * 1024 * 1024;

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
