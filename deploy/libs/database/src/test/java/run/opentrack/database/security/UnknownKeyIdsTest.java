package run.opentrack.database.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownKeyIdsTest {
    private static final Instant NOW = Instant.parse("2026-10-03T10:00:00Z");

    private final UnknownKeyIds ids = new UnknownKeyIds();

    @Test
    void a_new_id_remains_during_a_flood_of_others() {
        addOthers(0, UnknownKeyIds.MAX_IDS);
        ids.add("new", NOW);
        addOthers(UnknownKeyIds.MAX_IDS, UnknownKeyIds.MAX_IDS - 1);
        assertThat(ids.contains("new", NOW)).isTrue();
        assertThat(ids.contains("0", NOW)).isFalse();
        addOthers(2 * UnknownKeyIds.MAX_IDS, 1);
        assertThat(ids.contains("new", NOW)).isFalse();
    }

    private void addOthers(int first, int count) {
        IntStream.range(first, first + count).forEach(n -> ids.add("" + n, NOW));
    }

    @Test
    void an_id_is_looked_up_again_after_a_minute() {
        ids.add("id", NOW);
        assertThat(ids.contains("id", NOW.plusSeconds(59))).isTrue();
        assertThat(ids.contains("id", NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void a_changed_key_is_no_longer_unknown() {
        ids.add("id", NOW);
        ids.removeAll(List.of("id", "other"));
        assertThat(ids.contains("id", NOW)).isFalse();
    }
}
