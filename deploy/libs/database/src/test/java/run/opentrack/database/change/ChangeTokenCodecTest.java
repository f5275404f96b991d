package run.opentrack.database.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.database.change.ChangeToken.Position;
import run.opentrack.http.body.Countries;

class ChangeTokenCodecTest {
    private static final byte[] KEY = "a key of at least thirty-two bytes".getBytes();
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);

    @Test
    void a_token_is_decoded_as_it_was_encoded() {
        ChangeFilter filter =
                new ChangeFilter(List.of("EST", "XKX"), LocalDate.of(1896, 4, 6), LocalDate.of(2100, 12, 31));
        Position position = new Position("XKX", 1_800_000_000_001L, UUID.randomUUID(), 7);
        for (ChangeToken token : List.of(
                new ChangeToken(-5, NOW, 9, ChangeFilter.ALL, new TreeMap<>(), null),
                new ChangeToken(1, NOW, 1L << 60, filter, new TreeMap<>(Map.of("EST", 0L, "AAA", 1L)), position),
                new ChangeToken(1, NOW, 0, ChangeFilter.ALL, new TreeMap<>(Map.of("ZZZ", Long.MAX_VALUE)), null))) {
            assertThat(ChangeTokenCodec.decode(ChangeTokenCodec.encode(token, KEY), KEY))
                    .contains(token);
        }
    }

    @Test
    void a_token_of_all_countries_fits_into_a_request_line() {
        SortedMap<String, Long> versions = new TreeMap<>();
        Countries.all().forEach(country -> versions.put(country.iso(), versions.size() * 10_000_000_000L));
        List<String> countries = List.copyOf(versions.keySet());
        ChangeToken token =
                new ChangeToken(Long.MIN_VALUE, NOW, 1L << 60, new ChangeFilter(countries, null, null), versions, null);
        assertThat(ChangeTokenCodec.encode(token, KEY)).hasSizeLessThan(3_500);
    }

    @Test
    void a_changed_text_is_no_token() {
        ChangeToken token = new ChangeToken(1, NOW, 9, ChangeFilter.ALL, new TreeMap<>(Map.of("EST", 12L)), null);
        String text = ChangeTokenCodec.encode(token, KEY);
        for (int n = 0; n < text.length(); n++) {
            for (char other : new char[] {'A', 'B', 'Q', '_', '=', '+', ' ', 'é'}) {
                if (text.charAt(n) != other) {
                    assertThat(ChangeTokenCodec.decode(text.substring(0, n) + other + text.substring(n + 1), KEY))
                            .isEmpty();
                }
            }
            assertThat(ChangeTokenCodec.decode(text.substring(0, n), KEY)).isEmpty();
        }
        assertThat(ChangeTokenCodec.decode(text + "A", KEY)).isEmpty();
        assertThat(ChangeTokenCodec.decode(text.repeat(1_000), KEY)).isEmpty();
    }

    @Test
    void a_token_of_another_key_is_none() {
        ChangeToken token = new ChangeToken(1, NOW, 9, ChangeFilter.ALL, new TreeMap<>(), null);
        assertThat(ChangeTokenCodec.decode(ChangeTokenCodec.encode(token, KEY), new byte[32]))
                .isEmpty();
        byte[] otherFormat = Base64.getUrlDecoder().decode(ChangeTokenCodec.encode(token, KEY));
        otherFormat[0] = 2;
        assertThat(ChangeTokenCodec.decode(Base64.getUrlEncoder().encodeToString(otherFormat), KEY))
                .isEmpty();
    }

    @Test
    void a_token_is_ahead_of_a_database_that_lost_what_it_covers() {
        ChangeState.Epoch epoch = new ChangeState.Epoch(1, KEY, NOW);
        ChangeState state = new ChangeState(epoch, 100, Map.of("EST", 12L, "LVA", 7L));
        ChangeToken complete = ChangeToken.complete(state, ChangeFilter.ALL, NOW);
        assertThat(complete.versions()).isEqualTo(state.versions());
        assertThat(complete.totalVersion()).isEqualTo(19);
        assertThat(complete.isAhead(state)).isFalse();
        assertThat(complete.isAhead(new ChangeState(epoch, 99, state.versions())))
                .isTrue();
        assertThat(complete.isAhead(new ChangeState(epoch, 200, Map.of("EST", 11L, "LVA", 8L))))
                .isTrue();
    }

    @Test
    void a_complete_token_of_a_filter_has_its_countries_only() {
        ChangeState state = new ChangeState(new ChangeState.Epoch(1, KEY, NOW), 100, Map.of("EST", 12L, "LVA", 7L));
        ChangeFilter filter = new ChangeFilter(List.of("EST", "LTU"), null, null);
        assertThat(ChangeToken.complete(state, filter, NOW).versions()).isEqualTo(Map.of("EST", 12L, "LTU", 0L));
        assertThat(ChangeToken.ofCountry(state.epoch().id(), "EST", 11, NOW).versions())
                .isEqualTo(Map.of("EST", 11L));
    }
}
