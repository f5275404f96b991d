package run.opentrack.acceptance.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Parallel;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** Promise A14, the parts that are taken: letters with links that work once. */
class LetterTest {
    private static final int MANY = Suites.inFull() ? 100 : 30;
    private static final String FORGOTTEN = "/api/v1/auth/password/forgotten";
    private static final String RESET = "/api/v1/auth/password/reset";
    private static final String CONFIRM = "/api/v1/auth/confirmation";

    private final Suite suite = MailedSuite.running();
    private final Api anybody = MailedSuite.anybody();
    private final Sql sql = new Sql(suite);

    @Test
    void a14_a_new_account_is_of_no_use_before_the_link_in_its_letter_was_opened() throws InterruptedException {
        String email = UUID.randomUUID() + "@example.org";
        assertThat(MailedSuite.signUp(email).status()).isEqualTo(201);
        Api.Answer early = login(email, People.PASSWORD);
        assertThat(early.status()).isEqualTo(401);
        assertThat(early.text()).isEqualTo(login(email, "wrong password").text());
        String token = MailedSuite.tokenIn("confirm", email);
        assertThat(anybody.post(RESET, Map.of("token", token, "new_password", People.PASSWORD))
                        .status())
                .isEqualTo(422);
        assertThat(anybody.post(CONFIRM, Map.of("token", token)).status()).isEqualTo(204);
        assertThat(login(email, People.PASSWORD).status()).isEqualTo(200);
        assertThat(anybody.post(CONFIRM, Map.of("token", token)).status()).isEqualTo(422);
    }

    @Test
    void a_sign_up_whose_link_could_not_be_kept_made_no_account() throws Exception {
        String email = UUID.randomUUID() + "@example.org";
        try (Connection holder = sql.connect();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE one_time_link IN EXCLUSIVE MODE");
            assertThat(MailedSuite.signUp(email).status()).isEqualTo(503);
            holder.rollback();
        }
        assertThat(MailedSuite.signUp(email).status()).isEqualTo(201);
        String token = MailedSuite.tokenIn("confirm", email);
        assertThat(anybody.post(CONFIRM, Map.of("token", token)).status()).isEqualTo(204);
    }

    @Test
    void a14_a_forgotten_password_is_replaced_by_a_link_and_the_answer_does_not_tell_whether_there_is_an_account()
            throws InterruptedException {
        String email = MailedSuite.newPerson();
        String old = anybody.form("/api/v1/auth/token", Map.of("username", email, "password", People.PASSWORD))
                .json()
                .get("access_token")
                .asText();
        Api.Answer known = anybody.post(FORGOTTEN, Map.of("email", email.toUpperCase()));
        Api.Answer unknown = anybody.post(FORGOTTEN, Map.of("email", UUID.randomUUID() + "@example.org"));
        assertThat(known.status()).isEqualTo(202).isEqualTo(unknown.status());
        assertThat(known.text()).isEqualTo(unknown.text());
        String token = MailedSuite.tokenIn("reset", email);
        assertThat(MailedSuite.letters(email))
                .anyMatch(text -> text.contains("https://calendar.example.org/account/#"));
        assertThat(anybody.post(RESET, Map.of("token", token, "new_password", "short"))
                        .status())
                .isEqualTo(422);
        assertThat(anybody.post(RESET, Map.of("token", token, "new_password", "a new horse"))
                        .status())
                .isEqualTo(204);
        assertThat(login(email, "a new horse").status()).isEqualTo(200);
        assertThat(login(email, People.PASSWORD).status()).isEqualTo(401);
        assertThat(anybody.as(old).get("/api/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void a_link_for_a_forgotten_password_is_void_once_the_password_is_another_one() throws InterruptedException {
        String email = MailedSuite.newPerson();
        String token = anybody.form("/api/v1/auth/token", Map.of("username", email, "password", People.PASSWORD))
                .json()
                .get("access_token")
                .asText();
        anybody.post(FORGOTTEN, Map.of("email", email));
        String link = MailedSuite.tokenIn("reset", email);
        Map<String, String> change = Map.of("current_password", People.PASSWORD, "new_password", "a horse of my own");
        assertThat(anybody.as(token).post("/api/v1/auth/me/password", change).status())
                .isEqualTo(204);
        assertThat(anybody.post(RESET, Map.of("token", link, "new_password", "somebody's horse"))
                        .status())
                .isEqualTo(422);
        assertThat(login(email, "a horse of my own").status()).isEqualTo(200);
    }

    @Test
    void a14_of_100_parallel_uses_of_a_link_one_succeeds_and_only_its_hash_is_kept() throws Exception {
        String email = MailedSuite.newPerson();
        anybody.post(FORGOTTEN, Map.of("email", email));
        String token = MailedSuite.tokenIn("reset", email);
        assertThat(java.util.Base64.getUrlDecoder().decode(token)).hasSize(32);
        assertThat(sql.one("SELECT count(*) FROM one_time_link WHERE position(? IN token_hash) > 0", token))
                .isEqualTo("0");
        assertThat(sql.one(
                        "SELECT count(*) FROM one_time_link WHERE token_hash = encode(sha256(?::bytea), 'hex')", token))
                .isEqualTo("1");
        List<Integer> statuses = Parallel.calls(
                MANY, MANY, i -> anybody.post(RESET, Map.of("token", token, "new_password", "new password " + i))
                        .status());
        assertThat(statuses).containsOnlyOnce(204);
        assertThat(statuses).allMatch(status -> List.of(204, 422, 503, 504).contains(status));
    }

    @Test
    void a14_a_link_is_good_for_24_hours_and_three_an_hour_are_enough() throws InterruptedException {
        String email = MailedSuite.newPerson();
        for (int i = 0; i < 6; i++) {
            assertThat(anybody.post(FORGOTTEN, Map.of("email", email)).status()).isEqualTo(202);
        }
        String token = MailedSuite.tokenIn("reset", email);
        String mine = "account_id = (SELECT id FROM account WHERE email = '" + email + "')";
        assertThat(sql.one(
                        "SELECT max(expires_at - created_at) = interval '24 hours' FROM one_time_link WHERE " + mine))
                .isEqualTo("t");
        sql.update("UPDATE one_time_link SET expires_at = now() WHERE " + mine);
        assertThat(anybody.post(RESET, Map.of("token", token, "new_password", "a new horse"))
                        .status())
                .isEqualTo(422);
        assertThat(MailedSuite.letters(email).filter(text -> text.contains("#reset=")))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a14_of_100_parallel_sign_ups_with_spellings_of_one_address_one_makes_an_account() throws Exception {
        String name = "a" + UUID.randomUUID();
        List<String> spellings = List.of(
                name + "@example.org",
                name.toUpperCase() + "@example.org",
                "\uff41" + name.substring(1) + "@example.org");
        List<Integer> statuses = Parallel.calls(
                MANY, MANY, i -> MailedSuite.signUp(spellings.get(i % 3)).status());
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(statuses).allMatch(status -> List.of(201, 409, 503, 504).contains(status));
        assertThat(sql.one("SELECT count(*) FROM account WHERE email_key = ?", name + "@example.org"))
                .isEqualTo("1");
    }

    private Api.Answer login(String email, String password) {
        return anybody.form("/api/v1/auth/token", Map.of("username", email, "password", password));
    }
}
