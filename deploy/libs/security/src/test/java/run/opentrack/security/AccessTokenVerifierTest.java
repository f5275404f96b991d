package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.opentrack.security.TestTokens.KEY;
import static run.opentrack.security.TestTokens.KID;
import static run.opentrack.security.TestTokens.OTHER_KEY;
import static run.opentrack.security.TestTokens.claims;
import static run.opentrack.security.TestTokens.header;
import static run.opentrack.security.TestTokens.rs256;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class AccessTokenVerifierTest {
    private final VerificationKeys keys = TestTokens.keys();
    private final TestTokens.TestClock clock = new TestTokens.TestClock();
    private final AccessTokenVerifier verifier = new AccessTokenVerifier(keys, TestTokens.CONFIG, clock);

    @Test
    void valid_token_yields_account_groups_version_and_key() {
        AccessToken token = verifier.verify(TestTokens.valid());
        assertThat(token)
                .isEqualTo(new AccessToken(
                        UUID.fromString(TestTokens.ACCOUNT),
                        Set.of("ADMIN_EST"),
                        0,
                        KID,
                        TestTokens.NOW.getEpochSecond() + 3_600));
    }

    @Test
    void algorithm_none_is_rejected() {
        String content = TestTokens.base64(header("none", KID, "at+jwt")) + "." + TestTokens.base64(claims(0));
        rejects(content + ".", "The token is malformed");
        rejects(content + ".AA", "Invalid token signature");
    }

    @Test
    void hs256_with_the_public_key_as_secret_is_rejected() {
        rejects(
                TestTokens.hs256(header("HS256", KID, "at+jwt"), claims(0), KEY.getPublic()),
                "Invalid token signature");
    }

    @Test
    void hs256_signature_under_an_rs256_header_is_rejected() {
        rejects(
                TestTokens.hs256(header("RS256", KID, "at+jwt"), claims(0), KEY.getPublic()),
                "Invalid token signature");
    }

    @Test
    void genuine_signature_with_another_algorithm_is_rejected() {
        rejects(
                TestTokens.signed("SHA512withRSA", header("RS512", KID, "at+jwt"), claims(0), KEY.getPrivate()),
                "Invalid token signature");
    }

    @Test
    void unknown_kid_is_rejected() {
        rejects(rs256(header("RS256", "key-2", "at+jwt"), claims(0), KEY.getPrivate()), "Invalid token signature");
    }

    @Test
    void missing_kid_is_rejected() {
        rejects(
                rs256("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims(0), KEY.getPrivate()),
                "Invalid token signature");
    }

    @Test
    void key_inside_the_token_is_not_used() {
        String header =
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}}";
        rejects(rs256(header, claims(0), OTHER_KEY.getPrivate()), "Invalid token signature");
    }

    @Test
    void signature_of_another_key_is_rejected() {
        rejects(rs256(header("RS256", KID, "at+jwt"), claims(0), OTHER_KEY.getPrivate()), "Invalid token signature");
    }

    @Test
    void changed_claims_are_rejected() {
        String[] parts = TestTokens.valid().split("\\.");
        String superuser = claims(0).replace("ADMIN_EST", "SUPERUSER");
        rejects(parts[0] + "." + TestTokens.base64(superuser) + "." + parts[2], "Invalid token signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "AT+JWT", "at+jwt ", "application/at+jwt", "refresh+jwt"})
    void other_type_is_rejected(String type) {
        rejects(rs256(header("RS256", KID, type), claims(0), KEY.getPrivate()), "Wrong token type");
    }

    @Test
    void missing_type_is_rejected() {
        rejects(rs256("{\"alg\":\"RS256\",\"kid\":\"key-1\"}", claims(0), KEY.getPrivate()), "Wrong token type");
    }

    @Test
    void critical_extensions_are_rejected() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\",\"crit\":[]}";
        assertThatThrownBy(() -> verifier.verify(rs256(header, claims(0), KEY.getPrivate())))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void duplicated_claim_is_rejected() {
        String claims = claims(0).replace("\"ver\":0", "\"ver\":0,\"groups\":[\"SUPERUSER\"]");
        rejects(rs256(header("RS256", KID, "at+jwt"), claims, KEY.getPrivate()), "Invalid token signature");
    }

    @Test
    void duplicated_header_member_is_rejected() {
        String header = "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\"}";
        rejects(rs256(header, claims(0), KEY.getPrivate()), "Invalid token signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a.b", "a.b.c.d", "a..c", ".b.c", "a.b.c=", " a.b.c", "a.b.c\n", "a.b.ä", "a.b.c.d.e"})
    void anything_but_three_base64url_parts_is_malformed(String token) {
        rejects(token, "The token is malformed");
    }

    @Test
    void token_over_4096_characters_is_malformed() {
        String claims = claims(0).replace("}", ",\"x\":\"" + "x".repeat(4_000) + "\"}");
        rejects(rs256(header("RS256", KID, "at+jwt"), claims, KEY.getPrivate()), "The token is malformed");
    }

    @Test
    void payload_that_is_no_json_object_is_rejected() {
        rejects(rs256(header("RS256", KID, "at+jwt"), "[]", KEY.getPrivate()), "Invalid token signature");
    }

    @Test
    void cached_token_expires() {
        String token = TestTokens.valid();
        verifier.verify(token);
        clock.now = TestTokens.NOW.plusSeconds(3_604);
        assertThat(verifier.verify(token).kid()).isEqualTo(KID);
        clock.now = TestTokens.NOW.plusSeconds(3_605);
        rejects(token, "The token has expired");
    }

    @Test
    void cached_token_is_rejected_once_its_key_is_removed() {
        String token = TestTokens.valid();
        verifier.verify(token);
        keys.replace(Map.of("key-2", KEY.getPublic()));
        rejects(token, "Invalid token signature");
    }

    @Test
    void cached_token_is_rejected_once_another_key_has_its_kid() {
        String token = TestTokens.valid();
        verifier.verify(token);
        keys.replace(Map.of(KID, OTHER_KEY.getPublic()));
        rejects(token, "Invalid token signature");
    }

    @Test
    void rejected_token_is_accepted_once_its_key_is_known() {
        keys.replace(Map.of());
        rejects(TestTokens.valid(), "Invalid token signature");
        keys.replace(Map.of(KID, KEY.getPublic()));
        assertThat(verifier.verify(TestTokens.valid()).kid()).isEqualTo(KID);
    }

    private void rejects(String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(401);
            assertThat(exception.detail()).isEqualTo(reason);
            assertThat(exception.headers()).containsEntry("WWW-Authenticate", "Bearer");
        });
    }
}
