package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.ANONYMOUS;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;

/** {@code POST /api/v1/auth/token}, and the form of a token. */
class TokenTest {
    private static final String TOKEN = "/api/v1/auth/token";
    private static final String WRONG = "{\"detail\":\"Incorrect username or password\"}";

    @Test
    void valid_credentials_get_a_token_for_a_day() {
        Response response = ANONYMOUS.form(TOKEN, form(READER.email(), TestAccounts.PASSWORD));
        response.requireStatus(200);
        assertThat(response.json().fieldNames())
                .toIterable()
                .containsExactly("access_token", "token_type", "expires_in");
        assertThat(response.json().get("token_type").asText()).isEqualTo("bearer");
        assertThat(response.json().get("expires_in").isInt()).isTrue();
        assertThat(response.json().get("expires_in").asInt()).isEqualTo(86_400);
        JsonNode claims = part(response.json().get("access_token").asText(), 1);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(86_400);
    }

    @Test
    void case_of_the_email_does_not_matter() {
        String shouting = READER.email().toUpperCase(Locale.ROOT);
        Eventually.retryOnBusy(() -> ANONYMOUS.form(TOKEN, form(shouting, TestAccounts.PASSWORD)))
                .requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "1f3c7e0d2b9a48569c3e7f1a0d2b4c6e"})
    void multipart_form_is_read_too(String boundary) {
        String multipart = """
            --B\r
            Content-Disposition: form-data; name="username"\r
            \r
            %s\r
            --B\r
            Content-Disposition: form-data; name="password"\r
            \r
            %s\r
            --B--\r
            """.replace("--B", "--" + boundary).formatted(READER.email(), TestAccounts.PASSWORD);
        Response response = ANONYMOUS
                .with("Content-Type", "multipart/form-data; boundary=" + boundary)
                .post(TOKEN, multipart);
        response.requireStatus(200);
        Response brokenOff = ANONYMOUS
                .with("Content-Type", "multipart/form-data; boundary=" + boundary)
                .post(TOKEN, multipart.substring(0, multipart.length() / 2));
        brokenOff.requireStatus(422);
    }

    @Test
    void fields_of_oauth2_are_accepted() {
        Map<String, String> oauth2 = Map.of(
                "username",
                READER.email(),
                "password",
                TestAccounts.PASSWORD,
                "grant_type",
                "password",
                "scope",
                "",
                "client_id",
                "x");
        ANONYMOUS.form(TOKEN, oauth2).requireStatus(200);
    }

    @Test
    void wrong_password_unknown_and_disabled_account_get_the_same_401() {
        TestAccount disabled = ACCOUNTS.withGroups();
        SUPERUSER.patch("/api/v1/auth/accounts/" + disabled.id(), Map.of("enabled", false));
        for (Map<String, String> pair : new Map[] {
            form(READER.email(), "wrong password"),
            form(UUID.randomUUID() + "@example.org", TestAccounts.PASSWORD),
            form(disabled.email(), TestAccounts.PASSWORD)
        }) {
            Response response = ANONYMOUS.form(TOKEN, pair);
            response.requireStatus(401);
            assertThat(response.text()).isEqualTo(WRONG);
            assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void missing_fields_are_422() {
        assertInvalid(ANONYMOUS.form(TOKEN, Map.of("username", "a@example.org")), "body.password");
        assertInvalid(ANONYMOUS.form(TOKEN, Map.of("password", "12345678")), "body.username");
        assertInvalid(ANONYMOUS.form(TOKEN, Map.of("scope", "")), "body.username", "body.password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/ping/", "/api/v1/auth/jwks", "/openapi.json", "/docs"})
    void some_calls_need_no_token(String path) {
        assertThat(ANONYMOUS.get(path).status()).isIn(200, 301, 302);
    }

    @Test
    void public_keys_verify_the_signature() throws Exception {
        JsonNode keys = ANONYMOUS.get("/api/v1/auth/jwks").json().get("keys");
        String[] parts = READER.token().split("\\.");
        JsonNode header = part(READER.token(), 0);
        assertThat(header.get("alg").asText()).isEqualTo("RS256");
        JsonNode key = null;
        for (JsonNode candidate : keys) {
            assertThat(candidate.get("kty").asText()).isEqualTo("RSA");
            assertThat(candidate.has("d")).as("no private part").isFalse();
            if (candidate.get("kid").equals(header.get("kid"))) {
                key = candidate;
            }
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(key.get("n")), number(key.get("e")))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    private static Map<String, String> form(String email, String password) {
        return Map.of("username", email, "password", password);
    }

    private static JsonNode part(String token, int index) {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.")[index]));
    }

    private static BigInteger number(JsonNode base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64.asText()));
    }
}
