package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.query.cache.CalendarCache.DatedJson;

class CachedYearTest {
    private final CachedYear year = year(10, 10, 12, 20);

    @Test
    void dates_are_a_range_of_the_text() {
        assertThat(text(year, 10, 12)).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2}");
        assertThat(text(year, 11, 19)).isEqualTo("{\"n\":2}");
        assertThat(text(year, 0, 99)).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}");
    }

    @Test
    void dates_without_a_competition_are_an_empty_range() {
        assertThat(text(year, 13, 19)).isEmpty();
        assertThat(text(year, 21, 99)).isEmpty();
        assertThat(text(CachedYear.of(1, false, Stream.empty()), 0, 99)).isEmpty();
    }

    @Test
    void rows_beyond_the_initial_capacity_are_kept() {
        Buffer row = Buffer.buffer("\"" + "x".repeat(998) + "\"");
        CachedYear large = CachedYear.of(1, false, IntStream.range(0, 1_000).mapToObj(i -> new DatedJson(i, row)));
        assertThat(text(large, 0, 999)).hasSize(1_000 * 1_001 - 1);
    }

    private static CachedYear year(long... days) {
        return CachedYear.of(
                1,
                false,
                IntStream.range(0, days.length)
                        .mapToObj(i -> new DatedJson(days[i], Buffer.buffer("{\"n\":" + i + "}"))));
    }

    private static String text(CachedYear year, long first, long last) {
        CachedYear.Range range = year.range(first, last);
        byte[] target = new byte[range.length()];
        range.write(0, range.length(), target, 0);
        return new String(target, StandardCharsets.UTF_8);
    }
}
