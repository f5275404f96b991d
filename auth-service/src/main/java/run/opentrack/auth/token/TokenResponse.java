package run.opentrack.auth.token;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** The answer to a login (RFC 6749, 5.1). */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder({"access_token", "token_type", "expires_in"})
record TokenResponse(String accessToken, String tokenType, long expiresIn) {
    static TokenResponse of(String token, long lifetimeSeconds) {
        return new TokenResponse(token, "bearer", lifetimeSeconds);
    }
}
