package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.http.error.ApiException;

class OverridePolicyTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final Set<UUID> MATCHES = Set.of(UUID.randomUUID(), UUID.randomUUID());
    private static final CompetitionData DATA = TestData.data("Spring Cup", "EST", "2027-05-01");

    private final OverrideTokenService tokens = tokens(NOW);
    private final OverridePolicy policy = new OverridePolicy(tokens);

    @Test
    void without_a_token_nothing_is_covered() {
        assertThat(policy.coveredMatches(null, ACCOUNT, DATA)).isEmpty();
    }

    @Test
    void a_token_covers_the_matches_it_was_issued_for() {
        assertThat(policy.coveredMatches(tokens.issue(ACCOUNT, DATA, MATCHES), ACCOUNT, DATA))
                .isEqualTo(MATCHES);
    }

    @Test
    void a_token_of_another_account_is_a_422() {
        String token = tokens.issue(UUID.randomUUID(), DATA, MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void a_token_for_other_content_is_a_422() {
        String token = tokens.issue(ACCOUNT, TestData.data("Autumn Cup", "EST", "2027-05-01"), MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void an_expired_token_is_a_422() {
        String token = tokens(NOW.minus(Duration.ofDays(4))).issue(ACCOUNT, DATA, MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void a_text_that_is_no_token_is_a_422() {
        requireInvalid(() -> policy.coveredMatches("a.b.c", ACCOUNT, DATA));
    }

    @Test
    void a_conflict_has_a_token_that_is_valid_for_the_same_request() throws Exception {
        WriteResponse conflict = policy.conflict(ACCOUNT, DATA, DuplicateMatches.none());
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.location()).isNull();
        String token = new ObjectMapper()
                .readTree(conflict.body())
                .at("/detail/override_token")
                .asText();
        assertThat(policy.coveredMatches(token, ACCOUNT, DATA)).isEmpty();
    }

    private static void requireInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, error -> assertThat(error.status())
                .isEqualTo(422));
    }

    private static OverrideTokenService tokens(Instant now) {
        OverrideTokenService.Config config = new OverrideTokenService.Config() {
            @Override
            public String key() {
                return Base64.getUrlEncoder().encodeToString("k".repeat(40).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Duration lifetime() {
                return Duration.ofDays(3);
            }
        };
        return new OverrideTokenService(config, Clock.fixed(now, ZoneOffset.UTC));
    }
}
