package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CachedYearTest {
    private final CachedYear year = year(10, 10, 12, 20);

    @Test
    void days_are_a_stretch_of_the_text() {
        assertThat(text(year, 10, 12)).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2}");
        assertThat(text(year, 11, 19)).isEqualTo("{\"n\":2}");
        assertThat(text(year, 0, 99)).isEqualTo("{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}");
    }

    @Test
    void days_without_a_competition_are_nothing() {
        assertThat(text(year, 13, 19)).isEmpty();
        assertThat(text(year, 21, 99)).isEmpty();
        assertThat(text(new CachedYear.Builder().build(1), 0, 99)).isEmpty();
    }

    @Test
    void rows_beyond_the_first_room_are_kept() {
        CachedYear.Builder builder = new CachedYear.Builder();
        Buffer row = Buffer.buffer("\"" + "x".repeat(998) + "\"");
        for (int i = 0; i < 1_000; i++) {
            builder.add(i, row);
        }
        assertThat(text(builder.build(1), 0, 999)).hasSize(1_000 * 1_001 - 1);
    }

    private static CachedYear year(long... days) {
        CachedYear.Builder builder = new CachedYear.Builder();
        for (int i = 0; i < days.length; i++) {
            builder.add(days[i], Buffer.buffer("{\"n\":" + i + "}"));
        }
        return builder.build(1);
    }

    private static String text(CachedYear year, long first, long last) {
        CachedYear.Range stretch = year.range(first, last);
        byte[] target = new byte[stretch.length()];
        stretch.write(0, stretch.length(), target, 0);
        return new String(target, StandardCharsets.UTF_8);
    }
}
