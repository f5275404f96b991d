package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Superusers, one-time passwords and the audit trail. */
class AccountAdministrationTest {
    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final ApiClient anonymous = accounts.anonymous();

    @Test
    void audit_trail_contains_grants_with_ids_and_present_emails() {
        TestAccounts.TestAccount person = accounts.withGroups("ADMIN_EST");
        String account = "/api/v1/auth/accounts/" + person.id();
        accounts.superuser().delete(account + "/groups/ADMIN_EST");
        accounts.superuser().patch(account, Map.of("enabled", false));
        accounts.superuser().patch(account, Map.of("enabled", true));
        ApiClient.Response trail = accounts.superuser().get("/api/v1/auth/audit?account=" + person.id());
        assertThat(trail.json().findValuesAsText("action"))
                .containsExactly("enabled", "disabled", "group_taken", "group_granted", "signed_up");
        String superuser =
                accounts.superuser().get("/api/v1/auth/me").json().get("id").asText();
        JsonNode granted = trail.json().get(3);
        assertThat(granted.get("actor_id").asText()).isEqualTo(superuser);
        assertThat(granted.get("account_id").asText()).isEqualTo("" + person.id());
        assertThat(granted.get("group").asText()).isEqualTo("ADMIN_EST");
        assertThat(granted.get("account_email").asText()).isEqualTo(person.email());
        assertThat(granted.get("actor_email").asText()).isEqualTo("superuser@example.org");
        accounts.anonymous()
                .withToken(accounts.token(person.email(), TestAccounts.PASSWORD))
                .delete("/api/v1/auth/me")
                .requireStatus(204);
        JsonNode erased = accounts.superuser()
                .get("/api/v1/auth/audit?account=" + person.id())
                .json();
        assertThat(erased.findValues("account_email")).allMatch(JsonNode::isNull);
    }

    @Test
    void requested_group_is_granted_or_declined_by_a_superuser_once() {
        TestAccounts.TestAccount person = accounts.withGroups("ADMIN_EST");
        String own = "/api/v1/auth/me/group-requests";
        JsonNode request = person.api()
                .post(own, Map.of("group", "ADMIN_MLT", "message", "I keep the calendar.\nMari"))
                .requireStatus(201)
                .json();
        assertThat(request.get("state").asText()).isEqualTo("open");
        person.api().post(own, Map.of("group", "ADMIN_MLT")).requireStatus(409);
        person.api().post(own, Map.of("group", "ADMIN_EST")).requireStatus(409);
        person.api().post(own, Map.of("group", "ADMIN_est")).requireStatus(422);
        for (String country : List.of("LVA", "LTU", "FIN", "SWE")) {
            person.api().post(own, Map.of("group", "ADMIN_" + country)).requireStatus(201);
        }
        person.api().post(own, Map.of("group", "ADMIN_NOR")).requireStatus(409);
        String requests = "/api/v1/auth/group-requests";
        assertThat(accounts.superuser().get(requests).json().findValuesAsText("id"))
                .contains(request.get("id").asText());

        String path = requests + "/" + request.get("id").asText();
        person.api().post(path, Map.of("granted", true)).requireStatus(403);
        JsonNode decided = accounts.superuser()
                .post(path, Map.of("granted", true, "message", "Welcome"))
                .requireStatus(200)
                .json();
        assertThat(decided.get("state").asText()).isEqualTo("granted");
        assertThat(decided.get("reply").asText()).isEqualTo("Welcome");
        accounts.superuser().post(path, Map.of("granted", false)).requireStatus(409);
        assertThat(person.api().get("/api/v1/auth/me").json().get("groups").toString())
                .isEqualTo("[\"ADMIN_EST\",\"ADMIN_MLT\"]");

        String other = person.api().get(own).json().get(0).get("id").asText();
        accounts.superuser()
                .post(requests + "/" + other, Map.of("granted", false))
                .requireStatus(200);
        assertThat(accounts.superuser().get(requests + "?state=declined").json().findValuesAsText("id"))
                .contains(other);
        assertThat(accounts.superuser()
                        .get("/api/v1/auth/audit?account=" + person.id())
                        .json()
                        .findValuesAsText("action"))
                .startsWith("group_declined", "group_granted", "group_requested");
        accounts.superuser()
                .post(requests + "/00000000-0000-4000-8000-000000000000", Map.of("granted", true))
                .requireStatus(404);
    }

    /** The trigger deletes the request as the decision is committed, as an erasure of the account directly after it does. */
    @Test
    void the_response_to_a_decision_is_read_in_its_transaction() {
        TestAccounts.TestAccount person = accounts.withGroups();
        String id = person.api()
                .post("/api/v1/auth/me/group-requests", Map.of("group", "ADMIN_MLT"))
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
        TestDatabase database = new TestDatabase(TestSuites.shared());
        database.execute("""
                CREATE FUNCTION remove_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN DELETE FROM opentrack.group_request WHERE id = NEW.id; RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER remove_request AFTER UPDATE ON group_request DEFERRABLE INITIALLY DEFERRED
                   FOR EACH ROW WHEN (NEW.id = '%s') EXECUTE FUNCTION remove_request()""".formatted(id));
        try {
            JsonNode decided = accounts.superuser()
                    .post("/api/v1/auth/group-requests/" + id, Map.of("granted", true))
                    .requireStatus(200)
                    .json();
            assertThat(decided.get("state").asText()).isEqualTo("granted");
            assertThat(decided.get("email").asText()).isEqualTo(person.email());
        } finally {
            database.execute("DROP FUNCTION remove_request CASCADE");
        }
    }

    @Test
    void the_last_superuser_cannot_be_removed() {
        String id = accounts.superuser().get("/api/v1/auth/me").json().get("id").asText();
        String account = "/api/v1/auth/accounts/" + id;
        accounts.superuser().delete(account + "/groups/SUPERUSER").requireStatus(409);
        accounts.superuser().patch(account, Map.of("enabled", false)).requireStatus(409);
        accounts.superuser().delete("/api/v1/auth/me").requireStatus(409);
    }

    @Test
    void a_superuser_with_a_one_time_password_does_not_count_as_the_last_one() {
        String id = accounts.superuser().get("/api/v1/auth/me").json().get("id").asText();
        String account = "/api/v1/auth/accounts/" + id;
        accounts.superuser().send("POST", account + "/one-time-password", null).requireStatus(409);
        String other =
                "/api/v1/auth/accounts/" + accounts.withGroups("SUPERUSER").id();
        accounts.superuser().send("POST", other + "/one-time-password", null).requireStatus(201);
        try {
            accounts.superuser().delete(account + "/groups/SUPERUSER").requireStatus(409);
            accounts.superuser().delete("/api/v1/auth/me").requireStatus(409);
        } finally {
            accounts.superuser().delete(other + "/groups/SUPERUSER").requireStatus(204);
        }
    }

    @Test
    void a_disabled_superuser_can_lose_the_group() {
        String account =
                "/api/v1/auth/accounts/" + accounts.withGroups("SUPERUSER").id();
        accounts.superuser().patch(account, Map.of("enabled", false));
        accounts.superuser().delete(account + "/groups/SUPERUSER").requireStatus(204);
        assertThat(accounts.superuser().get(account).json().get("groups")).isEmpty();
    }

    @Test
    void audit_rejects_times_out_of_range() {
        for (String since : List.of("-9999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z", "2300-01-01T00:00:00Z")) {
            assertThat(accounts.superuser()
                            .get("/api/v1/auth/audit?since=" + ApiClient.encode(since))
                            .status())
                    .as(since)
                    .isEqualTo(422);
        }
        accounts.superuser()
                .get("/api/v1/auth/audit?since=2027-01-31T12:00:00+02:00")
                .requireStatus(200);
    }

    @Test
    void without_email_a_superuser_sets_a_one_time_password() {
        TestAccounts.TestAccount person = accounts.withGroups();
        anonymous
                .post("/api/v1/auth/password/forgotten", Map.of("email", person.email()))
                .requireStatus(409);
        ApiClient.Response set =
                accounts.superuser().send("POST", "/api/v1/auth/accounts/" + person.id() + "/one-time-password", null);
        set.requireStatus(201);
        assertThat(set.header("Cache-Control")).isEqualTo("no-store");
        String once = set.json().get("one_time_password").asText();
        assertThat(login(person.email(), TestAccounts.PASSWORD)).isEqualTo(401);
        String token = accounts.token(person.email(), once);
        assertThat(login(person.email(), once)).isEqualTo(401);
        Map<String, String> change = Map.of("current_password", once, "new_password", "a horse of my own");
        anonymous.withToken(token).post("/api/v1/auth/me/password", change).requireStatus(204);
        assertThat(login(person.email(), "a horse of my own")).isEqualTo(200);
        assertThat(login(person.email(), "a horse of my own")).isEqualTo(200);
    }

    @Test
    void a_login_that_times_out_does_not_consume_a_one_time_password() {
        TestAccounts.TestAccount person = accounts.withGroups();
        String once = accounts.superuser()
                .send("POST", "/api/v1/auth/accounts/" + person.id() + "/one-time-password", null)
                .json()
                .get("one_time_password")
                .asText();
        TestDatabase database = new TestDatabase(TestSuites.shared());
        String subject = "sha256(convert_to('email:" + person.email() + "', 'UTF8'))";
        database.update("DELETE FROM login_limit WHERE subject = " + subject);
        database.execute("""
                CREATE FUNCTION delay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(3); RETURN NEW; END';
                CREATE TRIGGER delay BEFORE UPDATE ON login_limit FOR EACH ROW WHEN (OLD.subject = %s)
                EXECUTE FUNCTION delay()""".formatted(subject));
        try {
            assertThat(login(person.email(), once)).isEqualTo(503);
        } finally {
            database.execute("DROP FUNCTION delay CASCADE");
        }
        // The row stays locked until the delayed statement ends.
        Eventually.within(10, () -> login(person.email(), once) == 200);
        assertThat(login(person.email(), once)).isEqualTo(401);
    }

    @Test
    void guesses_of_the_current_password_are_limited_like_logins() {
        TestAccounts.TestAccount person = accounts.withGroups();
        Map<String, String> guess = Map.of("current_password", "wrong password", "new_password", "another horse");
        for (int i = 0; i < 10; i++) {
            person.api().post("/api/v1/auth/me/password", guess).requireStatus(422);
        }
        ApiClient.Response rejected = person.api().post("/api/v1/auth/me/password", guess);
        rejected.requireStatus(429);
        assertThat(rejected.header("Retry-After")).isNotNull();
    }

    private int login(String email, String password) {
        return anonymous
                .form("/api/v1/auth/token", Map.of("username", email, "password", password))
                .status();
    }
}
