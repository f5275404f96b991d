package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class ClaimValidatorTest {
    private static final long NOW = TestTokens.NOW.getEpochSecond();
    private static final long DAY = 86_400;
    private final ClaimValidator validator = new ClaimValidator(TestTokens.CONFIG);
    private final Map<String, Object> claims = new HashMap<>(Map.of(
            "iss",
            "https://api.opentrack.run",
            "aud",
            "opentrack-api",
            "sub",
            TestTokens.ACCOUNT,
            "jti",
            TestTokens.ACCOUNT,
            "iat",
            NOW,
            "nbf",
            NOW,
            "exp",
            NOW + 3_600,
            "ver",
            3L,
            "groups",
            List.of("SUPERUSER", "ADMIN_EST")));

    @Test
    void complete_claims_are_accepted() {
        AccessToken token = validate();
        assertThat(token.accountId()).hasToString(TestTokens.ACCOUNT);
        assertThat(token.groups()).containsExactlyInAnyOrder("SUPERUSER", "ADMIN_EST");
        assertThat(token.version()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp", "ver", "groups"})
    void every_claim_is_required(String claim) {
        claims.remove(claim);
        assertThatThrownBy(this::validate).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://api.opentrack.run/", "HTTPS://api.opentrack.run", "https://evil.example"})
    void issuer_must_match_exactly(String issuer) {
        rejects("iss", issuer, "Wrong token issuer");
    }

    @Test
    void audience_may_be_a_list_of_ours_alone() {
        claims.put("aud", List.of("opentrack-api"));
        assertThat(validate()).isNotNull();
    }

    @Test
    void audience_beside_others_is_rejected() {
        rejects("aud", List.of("opentrack-api", "another"), "Wrong token audience");
        rejects("aud", List.of(), "Wrong token audience");
        rejects("aud", "another", "Wrong token audience");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "5A5C0F6E-8A2B-4D0E-9A51-1C3F8F0D2B67",
                "5a5c0f6e8a2b4d0e9a511c3f8f0d2b67",
                "{5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67}",
            })
    void subject_and_token_id_must_be_canonical_uuids(String text) {
        rejects("jti", text, "The token is malformed");
        rejects("sub", text, "The token is malformed");
    }

    @Test
    void subject_must_be_a_string() {
        rejects("sub", 7L, "The token is malformed");
    }

    @ParameterizedTest
    @CsvSource({"iat, 6, The token is not valid yet", "nbf, 6, The token is not valid yet"})
    void time_beyond_the_clock_skew_is_not_valid_yet(String claim, long ahead, String reason) {
        rejects(claim, NOW + ahead, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iat", "nbf"})
    void time_within_the_clock_skew_is_accepted(String claim) {
        claims.put(claim, NOW + 5);
        assertThat(validate()).isNotNull();
    }

    @Test
    void token_expires_after_the_clock_skew() {
        claims.put("iat", NOW - 100);
        claims.put("exp", NOW - 4);
        assertThat(validate().expiresAt()).isEqualTo(NOW - 4);
        rejects("exp", NOW - 5, "The token has expired");
    }

    @Test
    void lifetime_is_at_most_the_configured_one() {
        claims.put("exp", NOW + DAY);
        assertThat(validate()).isNotNull();
        rejects("exp", NOW + DAY + 1, "The token lifetime is too long");
        rejects("exp", Long.MAX_VALUE, "The token lifetime is too long");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void expiry_must_follow_the_issue_time(long before) {
        rejects("exp", NOW - before, "The token lifetime is too long");
    }

    @Test
    void times_must_be_whole_seconds_since_1970() {
        for (Object time : Arrays.asList(null, "1", 1.5, -1L, true, 7)) {
            for (String claim : List.of("iat", "nbf", "exp", "ver")) {
                Object before = claims.get(claim);
                rejects(claim, time, "The token is malformed");
                claims.put(claim, before);
            }
        }
    }

    @Test
    void version_must_fit_32_bits() {
        claims.put("ver", (long) Integer.MAX_VALUE);
        assertThat(validate().version()).isEqualTo(Integer.MAX_VALUE);
        rejects("ver", Integer.MAX_VALUE + 1L, "The token is malformed");
    }

    @Test
    void groups_may_be_empty() {
        claims.put("groups", List.of());
        assertThat(validate().groups()).isEmpty();
    }

    @Test
    void groups_must_be_a_list_of_strings() {
        rejects("groups", "SUPERUSER", "The token is malformed");
        rejects("groups", List.of("SUPERUSER", 1L), "The token is malformed");
        rejects("groups", Map.of("SUPERUSER", true), "The token is malformed");
    }

    private AccessToken validate() {
        return validator.validate(claims, "key-1", NOW);
    }

    private void rejects(String claim, Object value, String reason) {
        claims.put(claim, value);
        assertThatThrownBy(this::validate)
                .as("%s %s", claim, value)
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.detail())
                        .isEqualTo(reason));
    }
}
