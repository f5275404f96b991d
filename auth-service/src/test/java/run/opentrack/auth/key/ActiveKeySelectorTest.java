package run.opentrack.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.key.SigningKeyRepository.PublishedKey;

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
    void key_without_private_key_is_unknown_when_published_longer_than_the_activation_delay() {
        var keys = classify(
                Set.of(),
                published("recent", NOW.minus(Duration.ofMinutes(9))),
                published("limit", NOW.minus(DELAY)),
                published("old", NOW.minus(DELAY).minusMillis(1)));
        assertThat(keys.unknown()).containsExactly("key old");
        assertThat(keys.removed()).isEmpty();
        assertThat(keys.own()).isEmpty();
    }

    @Test
    void key_older_than_an_established_own_one_was_removed_and_a_newer_one_is_unknown() {
        var keys = classify(
                Set.of("own"),
                published("before", LONG_AGO.minusMillis(1)),
                published("own", LONG_AGO),
                published("after", LONG_AGO.plusMillis(1)));
        assertThat(keys.removed()).containsExactly("key before");
        assertThat(keys.unknown()).containsExactly("key after");
        assertThat(keys.own()).isEqualTo(Map.of("own", LONG_AGO));
    }

    @Test
    void replica_with_a_new_key_only_removes_no_older_one_for_good() {
        Instant established = NOW.minus(DELAY.multipliedBy(2));
        var keys = classify(Set.of("own"), published("others", LONG_AGO), published("own", established));
        assertThat(keys.removed()).isEmpty();
        assertThat(keys.unknown()).containsExactly("key others");
        assertThat(classify(Set.of("own"), published("others", LONG_AGO), published("own", established.minusMillis(1)))
                        .removed())
                .containsExactly("key others");
    }

    @Test
    void key_of_another_replica_with_the_name_of_an_own_one_is_not_own() {
        var other = new PublishedKey("a", "another key", NOW);
        assertThat(classify(Set.of("a"), other).own()).isEmpty();
    }

    private static ActiveKeySelector.PublishedKeys classify(Set<String> own, PublishedKey... published) {
        return ActiveKeySelector.classify(
                List.of(published),
                own.stream().collect(Collectors.toMap(kid -> kid, kid -> "key " + kid)),
                NOW,
                DELAY);
    }

    private static PublishedKey published(String kid, Instant at) {
        return new PublishedKey(kid, "key " + kid, at);
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
