package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Concurrent changes of one account: both responses hold. */
class ConcurrentAccountChangeTest {
    private static final String NEW_PASSWORD = "another horse staple";

    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestDatabase database = new TestDatabase(suite);
    private final TestAccounts.TestAccount person = accounts.withGroups();
    private final String account = "/api/v1/auth/accounts/" + person.id();

    @Test
    void a_disabled_account_stays_disabled_and_a_new_password_stays_new() throws Exception {
        assertThat(statuses(inOrderUnderLock(this::changePassword, this::disable)))
                .containsExactly(204, 200);
        assertThat(isEnabled()).isFalse();
        accounts.superuser().patch(account, Map.of("enabled", true));
        assertThat(accounts.token(person.email(), NEW_PASSWORD)).isNotEmpty();
    }

    @Test
    void a_disabled_account_cannot_change_its_password() throws Exception {
        assertThat(statuses(inOrderUnderLock(this::disable, this::changePassword)))
                .containsExactly(200, 401);
        assertThat(isEnabled()).isFalse();
    }

    @Test
    void an_erased_account_keeps_no_email_despite_concurrent_changes() throws Exception {
        assertThat(statuses(inOrderUnderLock(() -> person.api().delete("/api/v1/auth/me"), this::disable)))
                .containsExactly(204, 404);
        assertThat(database.query("SELECT email, full_name FROM account WHERE id = ?", person.id()))
                .containsExactly(Arrays.asList(null, null));
    }

    @Test
    void a_login_with_an_old_one_time_password_does_not_use_up_the_new_one() throws Exception {
        String old = setOneTime().json().get("one_time_password").asText();
        List<ApiClient.Response> responses = inOrderUnderLock(this::setOneTime, () -> login(old));
        assertThat(statuses(responses)).containsExactly(201, 401);
        String fresh = responses.get(0).json().get("one_time_password").asText();
        login(fresh).requireStatus(200);
    }

    @Test
    void concurrent_equal_grants_both_succeed() throws Exception {
        Supplier<ApiClient.Response> grant = () -> accounts.superuser().put(account + "/groups/ADMIN_EST");
        assertThat(statuses(inOrderUnderLock(grant, grant))).containsExactly(204, 204);
        assertThat(accounts.superuser().get(account).json().get("groups")).hasSize(1);
    }

    @Test
    void two_concurrent_erasures_of_superusers_do_not_deadlock() throws Exception {
        TestAccounts.TestAccount other = accounts.withGroups("SUPERUSER");
        accounts.superuser().put(account + "/groups/SUPERUSER");
        Supplier<ApiClient.Response> eraseOther = () -> other.api().delete("/api/v1/auth/me");
        Supplier<ApiClient.Response> erasePerson = () -> person.api().delete("/api/v1/auth/me");
        assertThat(statuses(inOrderUnderLock(eraseOther, erasePerson))).containsExactly(204, 204);
    }

    private ApiClient.Response setOneTime() {
        return accounts.superuser().send("POST", account + "/one-time-password", null);
    }

    private ApiClient.Response login(String password) {
        return accounts.anonymous()
                .form("/api/v1/auth/token", Map.of("username", person.email(), "password", password));
    }

    private ApiClient.Response changePassword() {
        return person.api()
                .post(
                        "/api/v1/auth/me/password",
                        Map.of("current_password", TestAccounts.PASSWORD, "new_password", NEW_PASSWORD));
    }

    private ApiClient.Response disable() {
        return accounts.superuser().patch(account, Map.of("enabled", false));
    }

    /** Starts both requests, in this order, while the account is locked. */
    private List<ApiClient.Response> inOrderUnderLock(
            Supplier<ApiClient.Response> first, Supplier<ApiClient.Response> second) throws SQLException {
        accounts.superuser();
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            lockAccount(holder, person.id());
            CompletableFuture<ApiClient.Response> one = CompletableFuture.supplyAsync(first);
            Eventually.within(2, () -> lockWaiters() == 1);
            CompletableFuture<ApiClient.Response> two = CompletableFuture.supplyAsync(second);
            Eventually.within(2, () -> lockWaiters() == 2);
            holder.rollback();
            return List.of(one.join(), two.join());
        }
    }

    private static List<Integer> statuses(List<ApiClient.Response> responses) {
        return responses.stream().map(ApiClient.Response::status).toList();
    }

    private boolean isEnabled() {
        return accounts.superuser().get(account).json().get("enabled").asBoolean();
    }

    private static void lockAccount(Connection holder, UUID id) throws SQLException {
        try (PreparedStatement statement = holder.prepareStatement("SELECT 1 FROM account WHERE id = ? FOR UPDATE")) {
            statement.setObject(1, id);
            statement.execute();
        }
    }

    private int lockWaiters() {
        return Integer.parseInt(database.queryValue("SELECT count(*) FROM pg_stat_activity"
                + " WHERE wait_event_type = 'Lock' AND usename = 'auth_service'"));
    }
}
