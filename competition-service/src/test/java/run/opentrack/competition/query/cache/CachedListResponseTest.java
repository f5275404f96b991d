package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.query.cache.CalendarCache.DatedJson;

class CachedListResponseTest {
    @Test
    void ranges_form_one_array_in_chunks_of_any_size() {
        CachedListResponse list = CachedListResponse.of(List.of(range(3), range(0), range(2)), false);
        String whole = "[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":0},{\"n\":1}]";
        assertThat(text(list, 0, list.length())).isEqualTo(whole);
        for (int size = 1; size < whole.length(); size++) {
            StringBuilder chunks = new StringBuilder();
            for (int from = 0; from < list.length(); from += size) {
                chunks.append(text(list, from, Math.min(list.length(), from + size)));
            }
            assertThat(chunks).hasToString(whole);
        }
    }

    @Test
    void no_competitions_are_an_empty_array() {
        assertThat(text(CachedListResponse.of(List.of(range(0)), false), 0, 2)).isEqualTo("[]");
    }

    private static CachedYear.Range range(int competitions) {
        return CachedYear.of(
                        1,
                        false,
                        IntStream.range(0, competitions)
                                .mapToObj(i -> new DatedJson(i, Buffer.buffer("{\"n\":" + i + "}"))))
                .range(0, 9_999);
    }

    private static String text(CachedListResponse list, int from, int to) {
        return new String(list.cut(from, to), StandardCharsets.UTF_8);
    }
}
