package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;

class OverrideTokenServiceTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final Set<UUID> MATCHES = Set.of(UUID.randomUUID(), UUID.randomUUID());
    private static final CompetitionData SENT = CompetitionParser.parse(
            JsonObjectParser.members("{\"full_name\":\"A Meeting\",\"country_id\":\"EST\",\"date\":\"2026-06-01\"}"
                    .getBytes(StandardCharsets.UTF_8)));

    @Test
    void it_holds_three_days_and_not_a_second_more() {
        String token = at(NOW, "k").issue(ACCOUNT, SENT, MATCHES);
        Instant end = NOW.plus(Duration.ofDays(3));
        assertThat(at(end.minusSeconds(1), "k").verify(token, ACCOUNT, SENT)).isEqualTo(MATCHES);
        assertThatThrownBy(() -> at(end.plusSeconds(1), "k").verify(token, ACCOUNT, SENT))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void one_signed_with_another_key_is_none() {
        String token = at(NOW, "another").issue(ACCOUNT, SENT, MATCHES);
        assertThatThrownBy(() -> at(NOW, "k").verify(token, ACCOUNT, SENT)).isInstanceOf(ApiException.class);
    }

    private static OverrideTokenService at(Instant now, String key) {
        OverrideTokenConfig config = new OverrideTokenConfig() {
            @Override
            public String key() {
                byte[] secret = (key + "-".repeat(40)).getBytes(StandardCharsets.UTF_8);
                return java.util.Base64.getUrlEncoder().encodeToString(secret);
            }

            @Override
            public Duration lifetime() {
                return Duration.ofDays(3);
            }
        };
        return new OverrideTokenService(config, Clock.fixed(now, ZoneOffset.UTC));
    }
}
