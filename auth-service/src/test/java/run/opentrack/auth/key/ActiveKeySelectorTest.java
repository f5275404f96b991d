package run.opentrack.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ActiveKeySelectorTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration DELAY = Duration.ofMinutes(10);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));

    private final Map<String, Instant> publishedAt = new TreeMap<>();
    private final Map<String, SigningKey> privateKeys = new TreeMap<>();

    @Test
    void newest_key_published_long_enough_signs() {
        own("a", LONG_AGO);
        own("b", NOW.minus(Duration.ofMinutes(11)));
        own("c", NOW.minus(Duration.ofMinutes(9)));
        assertThat(selected()).isEqualTo("b");
    }

    @Test
    void key_signs_from_the_end_of_the_activation_delay() {
        own("a", LONG_AGO);
        own("b", NOW.minus(DELAY));
        assertThat(selected()).isEqualTo("b");
        own("b", NOW.minus(DELAY).plusMillis(1));
        assertThat(selected()).isEqualTo("a");
    }

    @Test
    void first_key_of_a_new_suite_signs_at_once() {
        own("a", NOW);
        assertThat(selected()).isEqualTo("a");
    }

    @Test
    void oldest_of_several_new_keys_signs() {
        own("a", NOW.minusSeconds(5));
        own("b", NOW.minusSeconds(10));
        assertThat(selected()).isEqualTo("b");
    }

    @Test
    void keys_published_at_the_same_time_are_ordered_by_kid() {
        own("a", LONG_AGO);
        own("b", LONG_AGO);
        assertThat(selected()).isEqualTo("b");
    }

    @Test
    void published_key_without_private_key_does_not_sign() {
        own("a", LONG_AGO);
        publishedAt.put("b", LONG_AGO.plusSeconds(1));
        assertThat(selected()).isEqualTo("a");
    }

    @Test
    void unpublished_key_does_not_sign() {
        privateKeys.put("a", key("a"));
        assertThat(ActiveKeySelector.select(publishedAt, privateKeys, NOW, DELAY))
                .isEmpty();
    }

    @Test
    void foreign_key_is_stale_when_published_longer_than_the_activation_delay() {
        Map<String, Instant> foreign = Map.of(
                "recent", NOW.minus(Duration.ofMinutes(9)),
                "limit", NOW.minus(DELAY),
                "old", NOW.minus(DELAY).minusMillis(1));
        assertThat(ActiveKeySelector.findStale(foreign, NOW, DELAY)).containsExactly("old");
    }

    private void own(String kid, Instant at) {
        publishedAt.put(kid, at);
        privateKeys.put(kid, key(kid));
    }

    private String selected() {
        return ActiveKeySelector.select(publishedAt, privateKeys, NOW, DELAY)
                .orElseThrow()
                .kid();
    }

    private static SigningKey key(String kid) {
        return new SigningKey(kid, null, null);
    }
}
