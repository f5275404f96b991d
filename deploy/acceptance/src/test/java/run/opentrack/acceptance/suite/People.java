package run.opentrack.acceptance.suite;

import java.util.Map;
import java.util.UUID;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;

/** Accounts of a suite: its superuser, and others made for a test. */
public final class People {
    public static final String PASSWORD = "correct horse battery staple";

    private final Api anybody;
    private final SuiteFile suite;
    private Api superuser;

    public People(Suite suite) {
        this.suite = suite.describe();
        this.anybody = Api.at(this.suite.gatewayUrl());
    }

    /** Without any token. */
    public Api anybody() {
        return anybody;
    }

    public synchronized Api superuser() {
        if (superuser == null) {
            superuser = anybody.as(superuserToken());
        }
        return superuser;
    }

    public String superuserToken() {
        return token(suite.superuser().email(), suite.superuser().password());
    }

    /** Somebody new who is in these groups. */
    public Person withGroups(String... groups) {
        return withEmail(UUID.randomUUID() + "@example.org", "A Person", groups);
    }

    /** Somebody new of this name who is in these groups. */
    public Person withEmail(String email, String fullName, String... groups) {
        String id = signUp(email, fullName).json().get("id").asText();
        for (String group : groups) {
            superuser().put("/api/v1/auth/accounts/" + id + "/groups/" + group);
        }
        String token = token(email, PASSWORD);
        return new Person(UUID.fromString(id), email, token, anybody.as(token));
    }

    public Api.Answer signUp(String email, String fullName) {
        return anybody.post("/api/v1/auth/signup", Map.of("email", email, "password", PASSWORD, "full_name", fullName));
    }

    /** Once, whatever comes of it. */
    public Api.Answer logInSuperuser() {
        return login(suite.superuser().email(), suite.superuser().password());
    }

    private Api.Answer login(String email, String password) {
        return anybody.form("/api/v1/auth/token", Map.of("username", email, "password", password));
    }

    /** Tries again, as people do, where the service is busy. */
    public String token(String email, String password) {
        Api.Answer answer = Eventually.served(() -> login(email, password));
        if (answer.status() != 200) {
            throw new IllegalStateException("no token: " + answer);
        }
        return answer.json().get("access_token").asText();
    }

    /** @param api the API as this person */
    public record Person(UUID id, String email, String token, Api api) {}
}
