package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.query.cache.CalendarCache.DatedJson;

class CalendarCacheTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final CalendarRange YEAR = range("2027-01-01", "2027-12-31");
    private static final CalendarRange MAY = range("2027-05-01", "2027-05-31");

    private final CalendarCache cache = new CalendarCache(VERTX, new Sizes());
    private final List<CalendarRange> loads = new ArrayList<>();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_year_is_loaded_when_requests_missed_more_than_366_days() {
        assertThat(find(YEAR, 1)).isNull();
        assertThat(loads).isEmpty();
        find(MAY, 1);
        assertThat(loads).containsExactly(YEAR);
    }

    @Test
    void misses_at_an_older_version_do_not_count() {
        find(YEAR, 1);
        find(YEAR, 2);
        assertThat(loads).isEmpty();
        find(YEAR, 2);
        assertThat(loads).containsExactly(YEAR);
    }

    @Test
    void a_list_is_cut_out_of_its_cached_year() {
        load(YEAR, 1);
        assertThat(find(MAY, 1)).isEqualTo("[{\"date\":\"2027-05-08\"}]");
        assertThat(find(range("2027-06-01", "2027-06-30"), 1)).isEqualTo("[]");
        assertThat(loads).hasSize(1);
    }

    @Test
    void another_version_of_the_calendar_is_a_miss() {
        load(YEAR, 1);
        assertThat(find(MAY, 2)).isNull();
        assertThat(find(MAY, 1)).isNotNull();
    }

    @Test
    void another_country_is_a_miss() {
        load(YEAR, 1);
        CalendarRange other = new CalendarRange("LVA", MAY.from(), MAY.to());
        assertThat(cache.find(other, false, 1, this::loadYear)).isNull();
    }

    @Test
    void another_encoding_is_a_miss() {
        load(YEAR, 1);
        assertThat(cache.find(MAY, true, 1, this::loadYear)).isNull();
    }

    @Test
    void a_list_over_several_years_needs_all_of_them() {
        CalendarRange winter = range("2026-12-01", "2027-05-31");
        load(YEAR, 1);
        assertThat(find(winter, 1)).isNull();
        load(range("2026-01-01", "2026-12-31"), 1);
        assertThat(find(winter, 1)).isEqualTo("[{\"date\":\"2027-05-08\"}]");
    }

    @Test
    void a_year_that_is_too_large_is_not_cached() {
        for (int i = 0; i < 3; i++) {
            assertThat(cache.find(YEAR, false, 1, year -> Future.succeededFuture()))
                    .isNull();
        }
        assertThat(find(YEAR, 1)).isNull();
    }

    @Test
    void a_failed_load_is_repeated_after_further_misses() {
        for (int i = 0; i < 2; i++) {
            cache.find(YEAR, false, 1, year -> Future.failedFuture("no connection"));
        }
        load(YEAR, 1);
        assertThat(find(MAY, 1)).isNotNull();
    }

    private String find(CalendarRange range, long version) {
        CachedListResponse list = cache.find(range, false, version, this::loadYear);
        return list == null ? null : new String(list.cut(0, list.length()), StandardCharsets.UTF_8);
    }

    /** Requests a year until it is cached. */
    private void load(CalendarRange year, long version) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (find(year, version) == null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Future<Stream<DatedJson>> loadYear(CalendarRange year) {
        loads.add(year);
        return Future.succeededFuture(Stream.of(year.from().getYear() + "-05-08")
                .map(date -> new DatedJson(
                        LocalDate.parse(date).toEpochDay(), Buffer.buffer("{\"date\":\"" + date + "\"}"))));
    }

    private static CalendarRange range(String from, String to) {
        return new CalendarRange("EST", LocalDate.parse(from), LocalDate.parse(to));
    }

    private record Sizes(MemorySize calendarsMaxSize, MemorySize competitionsMaxSize) implements CalendarCache.Config {
        Sizes() {
            this(megabyte(), megabyte());
        }

        private static MemorySize megabyte() {
            return new MemorySize(BigInteger.valueOf(1_048_576));
        }
    }
}
