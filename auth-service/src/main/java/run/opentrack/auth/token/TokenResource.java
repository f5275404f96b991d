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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.password.PasswordRules;
import run.opentrack.auth.ratelimit.ClientNetwork;
import run.opentrack.http.body.FormParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessTokenVerifier;

/** Access tokens by the OAuth2 password form (RFC 6749, 4.3), urlencoded or multipart. */
@Path("/api/v1/auth/token")
@PermitAll
public class TokenResource {
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

    @POST
    public Uni<RestResponse<TokenResponse>> token(
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType, byte[] body, @Context RoutingContext request) {
        Map<String, String> form = FormParser.parse(body, contentType);
        String username = form.get("username");
        String password = form.get("password");
        requireComplete(username, password, form.get("grant_type"));
        return service.login(username, password, ClientNetwork.of(request))
                .map(token ->
                        new TokenResponse(token, "bearer", config.lifetime().toSeconds()))
                .map(response -> RestResponse.ResponseBuilder.ok(response)
                        .header("Cache-Control", "no-store")
                        .build());
    }

    private static void requireComplete(String username, String password, String grantType) {
        List<Violation> violations = new ArrayList<>();
        if (username == null || TextValidator.isBlank(username)) {
            violations.add(Violation.ofMember("username", "field required", "value_error.missing"));
        } else if (!EmailAddress.hasValidCharacters(username)) {
            violations.add(
                    Violation.ofMember("username", TextValidator.INVALID_IDENTIFIER, "value_error.text.character"));
        }
        if (password == null || password.isEmpty()) {
            violations.add(Violation.ofMember("password", "field required", "value_error.missing"));
        } else if (PasswordRules.isTooLong(password)) {
            violations.add(Violation.ofMember("password", PasswordRules.TOO_LONG, "value_error.any_str.max_length"));
        }
        if (grantType != null && !grantType.isEmpty() && !grantType.equals("password")) {
            violations.add(Violation.ofMember("grant_type", "must be \"password\"", "value_error.str.regex"));
        }
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
    }
}
