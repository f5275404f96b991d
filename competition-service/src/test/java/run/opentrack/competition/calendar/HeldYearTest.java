package run.opentrack.competition.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class HeldYearTest {
    private final HeldYear year = year(10, 10, 12, 20);

    @Test
    void days_are_a_stretch_of_the_text() {
        assertThat(array(year, 10, 12)).isEqualTo("[{\"n\":0},{\"n\":1},{\"n\":2}");
        assertThat(array(year, 11, 19)).isEqualTo("[{\"n\":2}");
        assertThat(array(year, 0, 99)).isEqualTo("[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3}");
    }

    @Test
    void days_without_a_competition_add_nothing() {
        assertThat(array(year, 13, 19)).isEqualTo("[");
        assertThat(array(year, 21, 99)).isEqualTo("[");
        assertThat(array(new HeldYear.Builder().build(1), 0, 99)).isEqualTo("[");
    }

    @Test
    void a_second_year_follows_after_a_comma() {
        Buffer array = Buffer.buffer("[");
        year.write(20, 99, array);
        year(30).write(0, 99, array);
        assertThat(array.toString()).isEqualTo("[{\"n\":3},{\"n\":0}");
    }

    @Test
    void rows_beyond_the_first_room_are_kept() {
        HeldYear.Builder builder = new HeldYear.Builder();
        Buffer row = Buffer.buffer("\"" + "x".repeat(998) + "\"");
        for (int i = 0; i < 1_000; i++) {
            builder.add(i, row);
        }
        assertThat(array(builder.build(1), 0, 999)).hasSize(1_000 * 1_001);
    }

    private static HeldYear year(long... days) {
        HeldYear.Builder builder = new HeldYear.Builder();
        for (int i = 0; i < days.length; i++) {
            builder.add(days[i], Buffer.buffer("{\"n\":" + i + "}"));
        }
        return builder.build(1);
    }

    private static String array(HeldYear year, long first, long last) {
        Buffer array = Buffer.buffer("[");
        year.write(first, last, array);
        return array.toString();
    }
}
