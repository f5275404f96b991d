package run.opentrack.competition.calendar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
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
    private static final String YEAR = """
            SELECT date, convert_to(rendered, 'UTF8') FROM competition
             WHERE country_id = $1 AND date >= $2 AND date <= $3
             ORDER BY date, full_name, id LIMIT\s""" + (Year.MOST_ROWS + 1);

    private static final int READ_AT_ONCE = 2;
    private static final int REMEMBERED_MISSES = 10_000;

    private final Pool database;
    private final Cache<Year, HeldYear> held;
    /** The version at which a year was last missed: one that is missed again at the same one is worth reading. */
    private final Cache<Year, Long> missed =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MISSES).build();

    private final Set<Year> beingRead = ConcurrentHashMap.newKeySet();

    HeldCalendars(Pool database, MemoryConfig config) {
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
     * The whole array, or null when it is not all here at this version of the country's calendar.
     *
     * @param filter one that {@link #couldHave}
     */
    Buffer array(CalendarFilter filter, long version) {
        String country = filter.countries().get(0);
        LocalDate from = filter.fromDate();
        LocalDate to = filter.toDate();
        HeldYear first = held(new Year(country, from.getYear()), version);
        HeldYear second = to.getYear() == from.getYear() ? first : held(new Year(country, to.getYear()), version);
        if (first == null || second == null) {
            return null;
        }
        Buffer array = Buffer.buffer(64 * 1_024).appendByte((byte) '[');
        first.write(from.toEpochDay(), to.toEpochDay(), array);
        if (second != first) {
            second.write(from.toEpochDay(), to.toEpochDay(), array);
        }
        return array.appendByte((byte) ']');
    }

    private HeldYear held(Year year, long version) {
        HeldYear found = held.getIfPresent(year);
        if (found != null && found.version() == version) {
            return found;
        }
        Long before = missed.asMap().put(year, version);
        if (before != null && before == version && beingRead.size() < READ_AT_ONCE && beingRead.add(year)) {
            read(year, version);
        }
        return null;
    }

    /** The version was read before the rows: what is held may be newer than it says, never older. */
    private void read(Year year, long version) {
        database.preparedQuery(YEAR)
                .execute(Tuple.of(
                        year.country(), LocalDate.of(year.number(), 1, 1), LocalDate.of(year.number(), 12, 31)))
                .onComplete(read -> {
                    beingRead.remove(year);
                    if (read.failed()) {
                        LOG.debugf("%s is not held: %s", year, read.cause());
                    } else if (read.result().size() <= Year.MOST_ROWS) {
                        held.put(year, of(read.result(), version));
                    }
                });
    }

    private static HeldYear of(RowSet<Row> rows, long version) {
        HeldYear.Builder competitions = new HeldYear.Builder();
        rows.forEach(row -> competitions.add(row.getLocalDate(0).toEpochDay(), row.getBuffer(1)));
        return competitions.build(version);
    }

    /** @param country its ISO code */
    private record Year(String country, int number) {
        /** A year with more takes too long to read again after each write to it. */
        static final int MOST_ROWS = 20_000;
    }
}
