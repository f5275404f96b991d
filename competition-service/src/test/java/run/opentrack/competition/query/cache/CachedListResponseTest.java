package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CachedListResponseTest {
    @Test
    void stretches_are_one_array_in_whatever_parts_it_is_read() {
        CachedListResponse list = CachedListResponse.of(stretch(3), stretch(0), stretch(2));
        String whole = "[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":0},{\"n\":1}]";
        assertThat(text(list, 0, list.length())).isEqualTo(whole);
        for (int size = 1; size < whole.length(); size++) {
            StringBuilder parts = new StringBuilder();
            for (int from = 0; from < list.length(); from += size) {
                parts.append(text(list, from, Math.min(list.length(), from + size)));
            }
            assertThat(parts).hasToString(whole);
        }
    }

    @Test
    void nothing_is_an_empty_array() {
        assertThat(text(CachedListResponse.of(stretch(0)), 0, 2)).isEqualTo("[]");
    }

    private static CachedYear.Range stretch(int competitions) {
        CachedYear.Builder builder = new CachedYear.Builder();
        for (int i = 0; i < competitions; i++) {
            builder.add(i, Buffer.buffer("{\"n\":" + i + "}"));
        }
        return builder.build(1).range(0, 99);
    }

    private static String text(CachedListResponse list, int from, int to) {
        return list.slice(from, to).toString(StandardCharsets.UTF_8);
    }
}
