package run.opentrack.auth.token;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.auth.ratelimit.RateLimitKey;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.security.AccessTokenVerifier;

/** Access tokens by the OAuth2 password form (RFC 6749, 4.3), urlencoded or multipart. */
@Path("/api/v1/auth/token")
@PermitAll
public class TokenResource {
    private static final int MAX_USERNAME_LENGTH = 8_192;

    private final LoginService service;
    private final AccessTokenVerifier.Config config;

    TokenResource(LoginService service, AccessTokenVerifier.Config config) {
        this.service = service;
        this.config = config;
    }

    /** Response to a login (RFC 6749, 5.1). */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonPropertyOrder({"access_token", "token_type", "expires_in"})
    public record TokenResponse(String accessToken, String tokenType, long expiresIn) {}

    /** Fields of the form. */
    record LoginRequest(String username, String password) {
        /** Parses a form; 422 with all violations at once. */
        static LoginRequest parse(BodyFields fields) {
            String username = fields.requiredText("username", TextLimit.identifier(MAX_USERNAME_LENGTH));
            String password = PasswordRules.parseCurrent(fields, "password");
            String grantType = fields.text("grant_type", TextLimit.identifier(MAX_USERNAME_LENGTH));
            if (grantType != null && !grantType.isEmpty() && !grantType.equals("password")) {
                fields.reject("grant_type", "must be \"password\"", "value_error.str.regex");
            }
            fields.requireValid();
            return new LoginRequest(username, password);
        }
    }

    @POST
    public Uni<RestResponse<TokenResponse>> token(
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType, byte[] body, @Context RoutingContext request) {
        LoginRequest login = LoginRequest.parse(BodyFields.ofForm(body, contentType));
        return service.login(login.username(), login.password(), RateLimitKey.networkOf(request))
                .map(token ->
                        new TokenResponse(token, "bearer", config.lifetime().toSeconds()))
                .map(response -> RestResponse.ResponseBuilder.ok(response)
                        .header("Cache-Control", "no-store")
                        .build());
    }
}
