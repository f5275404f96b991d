package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.ANONYMOUS;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;

/** Sign-up, the own account, and administration of accounts by superusers. */
class AccountsTest {
    private static final String AUTH = "/api/v1/auth/";
    private static final String ACCOUNTS_PATH = AUTH + "accounts";

    @Test
    void sign_up_without_a_token_is_201_with_the_account() {
        String email = UUID.randomUUID() + "@Example.org";
        Response response = signUp(email, "12345678", "Ann Ä. Person");
        response.requireStatus(201);
        JsonNode account = response.json();
        assertThat(account.fieldNames())
                .toIterable()
                .containsExactly("id", "email", "full_name", "groups", "enabled", "created_at");
        assertThat(account.get("email").asText()).isEqualTo(email);
        assertThat(account.get("full_name").asText()).isEqualTo("Ann Ä. Person");
        assertThat(account.get("groups")).isEmpty();
        assertThat(account.get("enabled").asBoolean()).isTrue();
        assertThat(Instant.parse(account.get("created_at").asText()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(UUID.fromString(account.get("id").asText())).isNotNull();
        assertThat(response.text()).doesNotContain("12345678", "argon2");
        String token = ContractFixture.ACCOUNTS.token(email.toUpperCase(java.util.Locale.ROOT), "12345678");
        assertThat(ANONYMOUS.withToken(token).get(AUTH + "me").json()).isEqualTo(account);
        assertRejected(signUp(email.toLowerCase(java.util.Locale.ROOT), "12345678", "Another"), 409);
        assertRejected(signUp(email + ".", "12345678", "Another"), 409);
    }

    @Test
    void password_has_8_characters_to_1024_bytes() {
        assertInvalid(signUp(newEmail(), "1234567", "A"), "body.password");
        assertInvalid(signUp(newEmail(), "é".repeat(513), "A"), "body.password");
        String longest = "é".repeat(512);
        String email = newEmail();
        signUp(email, longest, "A").requireStatus(201);
        assertThat(ACCOUNTS.token(email, longest)).isNotEmpty();
    }

    @Test
    void invisible_characters_make_no_second_account() {
        String email = newEmail();
        signUp(email, "12345678", "A").requireStatus(201);
        for (String invisible : List.of("\u00a0", "\u200b", "\ufeff")) {
            assertRejected(signUp(email + invisible, "12345678", "A"), 409);
            assertRejected(signUp(invisible + email, "12345678", "A"), 409);
            assertInvalid(signUp(email.replace("@", invisible + "@"), "12345678", "A"), "body.email");
            assertInvalid(signUp(newEmail(), "12345678", invisible), "body.full_name");
            assertThat(ACCOUNTS.token(email + invisible, "12345678")).isNotEmpty();
        }
    }

    @Test
    void sign_up_reports_all_violations_at_once() {
        assertInvalid(ANONYMOUS.post(AUTH + "signup", "{}"), "body.email", "body.password", "body.full_name");
        assertInvalid(signUp("no e-mail", "12345678", "A"), "body.email");
    }

    @Test
    void me_is_the_own_account_with_its_groups() {
        TestAccount admin = ACCOUNTS.withGroups("ADMIN_EST", "ADMIN_FIN");
        JsonNode me = admin.api().get(AUTH + "me").json();
        assertThat(me.get("id").asText()).isEqualTo(admin.id().toString());
        assertThat(ContractFixture.texts(me.get("groups"), JsonNode::asText))
                .containsExactlyInAnyOrder("ADMIN_EST", "ADMIN_FIN");
    }

    @Test
    void erased_account_is_gone() {
        TestAccount person = ACCOUNTS.withGroups();
        Response erased = person.api().delete(AUTH + "me");
        erased.requireStatus(204);
        assertThat(erased.bytes()).isEmpty();
        assertRejected(person.api().get(AUTH + "me"), 401);
        login(person.email(), TestAccounts.PASSWORD).requireStatus(401);
        assertThat(SUPERUSER.get(ACCOUNTS_PATH + "?email=" + person.email()).text())
                .isEqualTo("[]");
    }

    @Test
    void changed_password_is_204_and_valid_from_then_on() {
        TestAccount person = ACCOUNTS.withGroups();
        String path = AUTH + "me/password";
        assertInvalid(
                person.api().post(path, Map.of("current_password", "wrong one", "new_password", "87654321")),
                "body.current_password");
        assertInvalid(person.api().post(path, "{}"), "body.current_password", "body.new_password");
        assertInvalid(
                person.api().post(path, Map.of("current_password", TestAccounts.PASSWORD, "new_password", "short")),
                "body.new_password");
        Response changed =
                person.api().post(path, Map.of("current_password", TestAccounts.PASSWORD, "new_password", "87654321"));
        changed.requireStatus(204);
        login(person.email(), TestAccounts.PASSWORD).requireStatus(401);
        login(person.email(), "87654321").requireStatus(200);
    }

    @Test
    void superuser_looks_up_disables_and_enables() {
        TestAccount person = ACCOUNTS.withGroups();
        JsonNode found = SUPERUSER
                .get(ACCOUNTS_PATH + "?email=" + person.email().toUpperCase(java.util.Locale.ROOT))
                .json();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).get("id").asText()).isEqualTo(person.id().toString());
        assertThat(SUPERUSER.get(ACCOUNTS_PATH + "?email=" + newEmail()).text()).isEqualTo("[]");
        String path = ACCOUNTS_PATH + "/" + person.id();
        assertThat(SUPERUSER.get(path).json()).isEqualTo(found.get(0));
        Response disabled = SUPERUSER.patch(path, Map.of("enabled", false));
        disabled.requireStatus(200);
        assertThat(disabled.json().get("enabled").asBoolean()).isFalse();
        login(person.email(), TestAccounts.PASSWORD).requireStatus(401);
        assertThat(SUPERUSER
                        .patch(path, Map.of("enabled", true))
                        .json()
                        .get("enabled")
                        .asBoolean())
                .isTrue();
        login(person.email(), TestAccounts.PASSWORD).requireStatus(200);
        assertInvalid(SUPERUSER.patch(path, Map.of("enabled", "no")), "body.enabled");
    }

    @Test
    void groups_are_granted_and_revoked_with_204() {
        TestAccount person = ACCOUNTS.withGroups();
        String path = ACCOUNTS_PATH + "/" + person.id() + "/groups/";
        for (String group : new String[] {"ADMIN_EST", "ADMIN_XKX", "SUPERUSER"}) {
            for (int twice = 0; twice < 2; twice++) {
                SUPERUSER.put(path + group).requireStatus(204);
            }
            assertThat(person.api().get(AUTH + "me").text()).contains(group);
            for (int twice = 0; twice < 2; twice++) {
                SUPERUSER.delete(path + group).requireStatus(204);
            }
            assertThat(person.api().get(AUTH + "me").text()).doesNotContain(group);
        }
    }

    @Test
    void audit_lists_grants_and_account_changes() {
        Instant before = Instant.now();
        TestAccount person = ACCOUNTS.withGroups("ADMIN_EST");
        SUPERUSER.patch(ACCOUNTS_PATH + "/" + person.id(), Map.of("enabled", false));
        String query = AUTH + "audit?account=" + person.id() + "&since=" + before;
        JsonNode entries = SUPERUSER.get(query).json();
        assertThat(ContractFixture.texts(entries, entry -> entry.get("group").asText()))
                .contains("ADMIN_EST");
        assertThat(entries).hasSize(3);
        assertThat(entries)
                .allMatch(entry ->
                        entry.get("account_id").asText().equals(person.id().toString()));
        assertThat(SUPERUSER.get(query + "&limit=1").json()).hasSize(1);
        assertThat(SUPERUSER
                        .get(AUTH + "audit?account=" + person.id() + "&since=2099-01-01T00:00:00Z")
                        .text())
                .isEqualTo("[]");
        assertInvalid(
                SUPERUSER.get(AUTH + "audit?account=x&since=y&limit=0"), "query.account", "query.since", "query.limit");
    }

    private static Response signUp(String email, String password, String fullName) {
        return ANONYMOUS.post(AUTH + "signup", Map.of("email", email, "password", password, "full_name", fullName));
    }

    private static Response login(String email, String password) {
        return ANONYMOUS.form(AUTH + "token", Map.of("username", email, "password", password));
    }

    private static String newEmail() {
        return UUID.randomUUID() + "@example.org";
    }
}
