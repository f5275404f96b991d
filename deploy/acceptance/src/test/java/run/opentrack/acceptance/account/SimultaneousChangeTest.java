package run.opentrack.acceptance.account;

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
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** Two changes of one account at the same moment: what both were told holds. */
class SimultaneousChangeTest {
    private static final String NEW_PASSWORD = "another horse staple";

    private final Suite suite = Suites.shared();
    private final People people = new People(suite);
    private final Sql sql = new Sql(suite);
    private final People.Person person = people.withGroups();
    private final String account = "/api/v1/auth/accounts/" + person.id();

    @Test
    void a_disabled_account_stays_disabled_and_a_new_password_stays_new() throws Exception {
        assertThat(statuses(atOnce(this::changePassword, this::disable))).containsExactly(204, 200);
        assertThat(isEnabled()).isFalse();
        people.superuser().patch(account, Map.of("enabled", true));
        assertThat(people.token(person.email(), NEW_PASSWORD)).isNotEmpty();
    }

    @Test
    void who_is_disabled_a_moment_before_changes_no_password() throws Exception {
        assertThat(statuses(atOnce(this::disable, this::changePassword))).containsExactly(200, 401);
        assertThat(isEnabled()).isFalse();
    }

    @Test
    void an_erased_account_keeps_no_email_whatever_is_changed_meanwhile() throws Exception {
        assertThat(statuses(atOnce(() -> person.api().delete("/api/v1/auth/me"), this::disable)))
                .containsExactly(204, 404);
        assertThat(sql.rows("SELECT email, full_name FROM account WHERE id = ?", person.id()))
                .containsExactly(Arrays.asList(null, null));
    }

    @Test
    void a_login_with_an_old_one_time_password_does_not_use_up_the_new_one() throws Exception {
        String old = setOneTime().json().get("one_time_password").asText();
        List<Api.Answer> answers = atOnce(this::setOneTime, () -> login(old));
        assertThat(statuses(answers)).containsExactly(201, 401);
        String fresh = answers.get(0).json().get("one_time_password").asText();
        assertThat(login(fresh).status()).isEqualTo(200);
    }

    @Test
    void equal_grants_at_once_are_both_granted() throws Exception {
        Supplier<Api.Answer> grant = () -> people.superuser().put(account + "/groups/ADMIN_EST");
        assertThat(statuses(atOnce(grant, grant))).containsExactly(204, 204);
        assertThat(people.superuser().get(account).json().get("groups")).hasSize(1);
    }

    @Test
    void two_superusers_who_go_at_once_do_not_wait_for_each_other_forever() throws Exception {
        People.Person other = people.withGroups("SUPERUSER");
        people.superuser().put(account + "/groups/SUPERUSER");
        Supplier<Api.Answer> otherGoes = () -> other.api().delete("/api/v1/auth/me");
        Supplier<Api.Answer> personGoes = () -> person.api().delete("/api/v1/auth/me");
        assertThat(statuses(atOnce(otherGoes, personGoes))).containsExactly(204, 204);
    }

    private Api.Answer setOneTime() {
        return people.superuser().send("POST", account + "/one-time-password", null);
    }

    private Api.Answer login(String password) {
        return people.anybody().form("/api/v1/auth/token", Map.of("username", person.email(), "password", password));
    }

    private Api.Answer changePassword() {
        return person.api()
                .post(
                        "/api/v1/auth/me/password",
                        Map.of("current_password", People.PASSWORD, "new_password", NEW_PASSWORD));
    }

    private Api.Answer disable() {
        return people.superuser().patch(account, Map.of("enabled", false));
    }

    /** Both have begun, in this order, before either can write. */
    private List<Api.Answer> atOnce(Supplier<Api.Answer> first, Supplier<Api.Answer> second) throws SQLException {
        people.superuser();
        try (Connection holder = sql.connect()) {
            holder.setAutoCommit(false);
            hold(holder, person.id());
            CompletableFuture<Api.Answer> one = CompletableFuture.supplyAsync(first);
            Eventually.within(2, () -> waiting() == 1);
            CompletableFuture<Api.Answer> two = CompletableFuture.supplyAsync(second);
            Eventually.within(2, () -> waiting() == 2);
            holder.rollback();
            return List.of(one.join(), two.join());
        }
    }

    private static List<Integer> statuses(List<Api.Answer> answers) {
        return answers.stream().map(Api.Answer::status).toList();
    }

    private boolean isEnabled() {
        return people.superuser().get(account).json().get("enabled").asBoolean();
    }

    private static void hold(Connection holder, UUID id) throws SQLException {
        try (PreparedStatement statement = holder.prepareStatement("SELECT 1 FROM account WHERE id = ? FOR UPDATE")) {
            statement.setObject(1, id);
            statement.execute();
        }
    }

    private int waiting() {
        return Integer.parseInt(sql.one("SELECT count(*) FROM pg_stat_activity"
                + " WHERE wait_event_type = 'Lock' AND usename = 'auth_service'"));
    }
}
