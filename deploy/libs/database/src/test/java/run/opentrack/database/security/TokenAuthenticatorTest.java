package run.opentrack.database.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;

class TokenAuthenticatorTest {
    private final TokenAuthenticator authenticator = new TokenAuthenticator(TestToken.CONFIG, null, TestToken.CLOCK);

    @BeforeEach
    void publish_key() {
        authenticator.keys().replace(Map.of(TestToken.KID, TestToken.PUBLIC_KEY));
    }

    @Test
    void valid_token_of_an_account_in_good_standing_is_accepted() {
        assertThat(authenticator.authenticate(TestToken.valid()).accountId()).isEqualTo(TestToken.ACCOUNT);
    }

    @Test
    void without_any_key_the_response_is_503_and_not_401() {
        authenticator.keys().replace(Map.of());
        assertThatThrownBy(() -> authenticator.authenticate(TestToken.valid()))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                        .isEqualTo(503));
    }

    @Test
    void revoked_token_is_401_at_the_next_request() {
        authenticator.authenticate(TestToken.valid());
        authenticator.revocations().put(TestToken.ACCOUNT, new TokenRevocations.TokenVersion(1, TestToken.NOW));
        assertThatThrownBy(() -> authenticator.authenticate(TestToken.valid()))
                .isInstanceOfSatisfying(ApiException.class, exception -> {
                    assertThat(exception.status()).isEqualTo(401);
                    assertThat(exception.detail()).isEqualTo("The token has been revoked");
                });
    }

    @Test
    void principal_is_named_by_the_tokens_account() {
        assertThat(new AuthenticatedCaller(authenticator.authenticate(TestToken.valid()), null).getName())
                .isEqualTo(TestToken.ACCOUNT.toString());
    }

    @Test
    void service_is_not_ready_before_the_first_key() {
        SigningKeysReadiness readiness = new SigningKeysReadiness(new SecurityDataRefresher(
                null, authenticator, new ApiKeyCache(null, TestToken.CLOCK), TestToken.CLOCK, TestToken.CONFIG));
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        authenticator.keys().replace(Map.of());
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }
}
