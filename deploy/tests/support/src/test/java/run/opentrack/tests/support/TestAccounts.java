package run.opentrack.tests.support;

import java.util.Map;
import java.util.UUID;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;

/** Accounts of a suite: its superuser, and new ones for tests. */
public final class TestAccounts {
    public static final String PASSWORD = "correct horse battery staple";

    private final ApiClient anonymous;
    private final SuiteFile suite;
    private ApiClient superuser;

    public TestAccounts(Suite suite) {
        this.suite = suite.describe();
        this.anonymous = ApiClient.at(this.suite.gatewayUrl());
    }

    /** Client without a token. */
    public ApiClient anonymous() {
        return anonymous;
    }

    public synchronized ApiClient superuser() {
        if (superuser == null) {
            superuser = anonymous.withToken(superuserToken());
        }
        return superuser;
    }

    public String superuserToken() {
        return token(suite.superuser().email(), suite.superuser().password());
    }

    /** Creates an account in groups. */
    public TestAccount withGroups(String... groups) {
        return create(UUID.randomUUID() + "@example.org", "A Person", groups);
    }

    /** Creates an account with a given e-mail address and name. */
    public TestAccount create(String email, String fullName, String... groups) {
        String id = idOfNew(email, fullName);
        for (String group : groups) {
            superuser().put("/api/v1/auth/accounts/" + id + "/groups/" + group);
        }
        String token = token(email, PASSWORD);
        return new TestAccount(UUID.fromString(id), email, token, anonymous.withToken(token));
    }

    private String idOfNew(String email, String fullName) {
        ApiClient.Response response = Eventually.retryOnBusy(() -> signUp(email, fullName));
        if (response.status() == 504) {
            // Perhaps the account exists.
            Eventually.retryOnBusy(() -> signUp(email, fullName));
            ApiClient account = anonymous.withToken(token(email, PASSWORD));
            return account.get("/api/v1/auth/me").json().get("id").asText();
        }
        return response.requireStatus(201).json().get("id").asText();
    }

    public ApiClient.Response signUp(String email, String fullName) {
        return anonymous.post(
                "/api/v1/auth/signup", Map.of("email", email, "password", PASSWORD, "full_name", fullName));
    }

    /** Logs in once, without a retry. */
    public ApiClient.Response logInSuperuser() {
        return login(suite.superuser().email(), suite.superuser().password());
    }

    private ApiClient.Response login(String email, String password) {
        return anonymous.form("/api/v1/auth/token", Map.of("username", email, "password", password));
    }

    /** Logs in; retries while the service is busy. */
    public String token(String email, String password) {
        ApiClient.Response response = Eventually.retryOnBusy(() -> login(email, password));
        if (response.status() != 200) {
            throw new IllegalStateException("no token: " + response);
        }
        return response.json().get("access_token").asText();
    }

    /** @param api client with the token of this account */
    public record TestAccount(UUID id, String email, String token, ApiClient api) {}
}
