package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;

/** Promise A14: e-mails with one-time links. */
@ConcurrentClass(suite = "mailed")
class AccountEmailTest {
    private static final int RECIPIENTS = TestSuites.isFullRun() ? 100 : 30;
    private static final String FORGOTTEN = "/api/v1/auth/password/forgotten";
    private static final String RESET = "/api/v1/auth/password/reset";
    private static final String CONFIRM = "/api/v1/auth/confirmation";

    private final Suite suite = MailSuite.running();
    private final ApiClient anonymous = MailSuite.anonymous();
    private final TestDatabase database = new TestDatabase(suite);

    @Test
    void a14_a_new_account_cannot_log_in_before_it_is_confirmed() throws InterruptedException {
        String email = UUID.randomUUID() + "@example.org";
        MailSuite.signUp(email).requireStatus(201);
        ApiClient.Response early = login(email, TestAccounts.PASSWORD);
        early.requireStatus(401);
        assertThat(early.text()).isEqualTo(login(email, "wrong password").text());
        String token = MailSuite.tokenIn("confirm", email);
        anonymous
                .post(RESET, Map.of("token", token, "new_password", TestAccounts.PASSWORD))
                .requireStatus(422);
        anonymous.post(CONFIRM, Map.of("token", token)).requireStatus(204);
        login(email, TestAccounts.PASSWORD).requireStatus(200);
        anonymous.post(CONFIRM, Map.of("token", token)).requireStatus(422);
    }

    @Test
    void a_sign_up_whose_link_cannot_be_stored_creates_no_account() throws Exception {
        String email = UUID.randomUUID() + "@example.org";
        try (Connection holder = database.connect();
                Statement lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("LOCK TABLE outgoing_mail IN EXCLUSIVE MODE");
            MailSuite.signUp(email).requireStatus(503);
            holder.rollback();
        }
        MailSuite.signUp(email).requireStatus(201);
        String token = MailSuite.tokenIn("confirm", email);
        anonymous.post(CONFIRM, Map.of("token", token)).requireStatus(204);
    }

    @Test
    void the_owner_of_a_disabled_webhook_gets_an_e_mail() {
        String email = MailSuite.newConfirmedAccount();
        String token =
                login(email, TestAccounts.PASSWORD).json().get("access_token").asText();
        String url = "http://127.0.0.1:9/hook";
        String webhook = new TestWebhooks(anonymous.withToken(token))
                .create(url, List.of("competition.stored"))
                .id();
        database.update("UPDATE webhook_endpoint SET notice_due = true WHERE id = ?::uuid", webhook);
        Eventually.within(60, () -> MailSuite.messagesTo(email).anyMatch(text -> text.contains(url)));
        assertThat(database.queryValue("SELECT notice_due FROM webhook_endpoint WHERE id = ?::uuid", webhook))
                .isEqualTo("f");
    }

    /** The links of the requests are mailed, so that they rightly count for the limit. */
    @Test
    void what_is_to_be_mailed_waits_for_a_mail_server_that_is_lost() {
        String email = MailSuite.newConfirmedAccount();
        ApiClient owner = anonymous.withToken(
                login(email, TestAccounts.PASSWORD).json().get("access_token").asText());
        String url = "http://127.0.0.1:9/waits";
        String webhook = new TestWebhooks(owner)
                .create(url, List.of("competition.stored"))
                .id();
        Eventually.within(15, () -> MailSuite.messagesTo(email).count() == 1);
        String waiting = "account_id = (SELECT id FROM account WHERE email = '" + email + "') AND ended_at IS NULL";
        MailSuite.mailProxy().discardAll();
        try {
            for (int i = 0; i < 4; i++) {
                anonymous.post(FORGOTTEN, Map.of("email", email)).requireStatus(202);
            }
            database.update("UPDATE webhook_endpoint SET notice_due = true WHERE id = ?::uuid", webhook);
            String attempts = "attempt > " + (TestSuites.isFullRun() ? 3 : 1);
            Eventually.within(90, () -> database.queryValue(
                            "SELECT count(*) FROM outgoing_mail WHERE " + attempts + " AND " + waiting)
                    .equals("4"));
        } finally {
            MailSuite.mailProxy().pass();
        }
        // Those that are being sent have a shorter lease.
        Eventually.within(30, () -> {
            database.update(
                    "UPDATE outgoing_mail SET next_at = now() WHERE next_at > now() + interval '10 seconds' AND "
                            + waiting);
            return MailSuite.messagesTo(email).count() == 5;
        });
        assertThat(MailSuite.messagesTo(email).filter(text -> text.contains("#reset=")))
                .hasSize(3);
        assertThat(MailSuite.messagesTo(email).filter(text -> text.contains(url)))
                .hasSize(1);
        Eventually.within(10, () -> database.queryValue("SELECT count(*) FROM outgoing_mail WHERE " + waiting)
                .equals("0"));
    }

    @Test
    void a14_a_forgotten_password_is_reset_by_link_and_the_response_reveals_no_account() throws InterruptedException {
        String email = MailSuite.newConfirmedAccount();
        String old = anonymous
                .form("/api/v1/auth/token", Map.of("username", email, "password", TestAccounts.PASSWORD))
                .json()
                .get("access_token")
                .asText();
        ApiClient.Response known = anonymous.post(FORGOTTEN, Map.of("email", email.toUpperCase()));
        ApiClient.Response unknown = anonymous.post(FORGOTTEN, Map.of("email", UUID.randomUUID() + "@example.org"));
        assertThat(known.status()).isEqualTo(202).isEqualTo(unknown.status());
        assertThat(known.text()).isEqualTo(unknown.text());
        String token = MailSuite.tokenIn("reset", email);
        assertThat(MailSuite.messagesTo(email))
                .anyMatch(text -> text.contains("https://calendar.example.org/account/#"));
        anonymous.post(RESET, Map.of("token", token, "new_password", "short")).requireStatus(422);
        anonymous
                .post(RESET, Map.of("token", token, "new_password", "a new horse"))
                .requireStatus(204);
        login(email, "a new horse").requireStatus(200);
        login(email, TestAccounts.PASSWORD).requireStatus(401);
        anonymous.withToken(old).get("/api/v1/auth/me").requireStatus(401);
    }

    @Test
    void a_link_for_a_forgotten_password_is_void_once_the_password_is_another_one() throws InterruptedException {
        String email = MailSuite.newConfirmedAccount();
        String token = anonymous
                .form("/api/v1/auth/token", Map.of("username", email, "password", TestAccounts.PASSWORD))
                .json()
                .get("access_token")
                .asText();
        anonymous.post(FORGOTTEN, Map.of("email", email));
        String link = MailSuite.tokenIn("reset", email);
        Map<String, String> change =
                Map.of("current_password", TestAccounts.PASSWORD, "new_password", "a horse of my own");
        anonymous.withToken(token).post("/api/v1/auth/me/password", change).requireStatus(204);
        anonymous
                .post(RESET, Map.of("token", link, "new_password", "another one's horse"))
                .requireStatus(422);
        login(email, "a horse of my own").requireStatus(200);
    }

    @Test
    void a14_of_100_parallel_uses_of_a_link_one_succeeds_and_only_its_hash_is_kept() throws Exception {
        String email = MailSuite.newConfirmedAccount();
        anonymous.post(FORGOTTEN, Map.of("email", email));
        String token = MailSuite.tokenIn("reset", email);
        assertThat(java.util.Base64.getUrlDecoder().decode(token)).hasSize(32);
        assertThat(database.queryValue("SELECT count(*) FROM one_time_link WHERE position(? IN token_hash) > 0", token))
                .isEqualTo("0");
        assertThat(database.queryValue(
                        "SELECT count(*) FROM one_time_link WHERE token_hash = encode(sha256(?::bytea), 'hex')", token))
                .isEqualTo("1");
        List<Integer> statuses = LoadGenerator.run(RECIPIENTS, RECIPIENTS, i -> anonymous
                .post(RESET, Map.of("token", token, "new_password", "new password " + i))
                .status());
        assertThat(statuses).containsOnlyOnce(204);
        assertThat(statuses).allMatch(status -> List.of(204, 422, 503, 504).contains(status));
    }

    @Test
    void a14_a_link_is_valid_for_24_hours_and_three_are_sent_per_hour() throws InterruptedException {
        String email = MailSuite.newConfirmedAccount();
        for (int i = 0; i < 6; i++) {
            anonymous.post(FORGOTTEN, Map.of("email", email)).requireStatus(202);
        }
        String token = MailSuite.tokenIn("reset", email);
        String mine = "account_id = (SELECT id FROM account WHERE email = '" + email + "')";
        assertThat(database.queryValue(
                        "SELECT max(expires_at - created_at) = interval '24 hours' FROM one_time_link WHERE " + mine))
                .isEqualTo("t");
        database.update("UPDATE one_time_link SET expires_at = now() WHERE " + mine);
        anonymous
                .post(RESET, Map.of("token", token, "new_password", "a new horse"))
                .requireStatus(422);
        assertThat(MailSuite.messagesTo(email).filter(text -> text.contains("#reset=")))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a14_of_100_parallel_sign_ups_with_spellings_of_one_address_one_makes_an_account() throws Exception {
        String name = "a" + UUID.randomUUID();
        List<String> spellings = List.of(
                name + "@example.org",
                name.toUpperCase() + "@example.org",
                "\uff41" + name.substring(1) + "@example.org");
        List<Integer> statuses = LoadGenerator.run(RECIPIENTS, RECIPIENTS, i -> MailSuite.signUp(spellings.get(i % 3))
                .status());
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(statuses).allMatch(status -> List.of(201, 409, 503, 504).contains(status));
        assertThat(database.queryValue("SELECT count(*) FROM account WHERE email_key = ?", name + "@example.org"))
                .isEqualTo("1");
    }

    @Test
    void owner_of_a_key_is_mailed_14_and_3_days_before_it_expires_and_when_it_leaks() {
        String email = MailSuite.newConfirmedAccount();
        ApiClient owner = anonymous.withToken(
                login(email, TestAccounts.PASSWORD).json().get("access_token").asText());
        Map<String, Object> body = Map.of("scopes", List.of("competitions:read"), "countries", List.of());
        JsonNode created = TestKeys.create(owner, body);
        JsonNode earlier = TestKeys.create(owner, body);
        String key = created.get("key").asText();
        long expected = 0;
        // One of the keys gets a notice at each step, so that one about the other key is seen too.
        for (int days : List.of(15, 14, 4, 3)) {
            TestKeys.expireIn(database, days, created, earlier);
            long notices = ++expected;
            Eventually.within(15, () -> expiryNotices(email) >= notices);
            assertThat(expiryNotices(email)).isEqualTo(notices);
        }
        assertThat(MailSuite.messagesTo(email).filter(text -> text.contains("expires")))
                .hasSize(4)
                .noneMatch(text -> text.contains(key));
        for (JsonNode expiring : List.of(created, earlier)) {
            assertThat(MailSuite.messagesTo(email).filter(text -> text.contains("expires")))
                    .filteredOn(text -> text.contains(expiring.get("prefix").asText()))
                    .hasSize(2);
        }
        anonymous.post(TestKeys.PATH + "/leaked", Map.of("key", key)).requireStatus(204);
        Eventually.within(
                15, () -> MailSuite.messagesTo(email).anyMatch(text -> text.contains("reported as published")));
        Eventually.within(
                10,
                () -> anonymous
                                .withToken(key)
                                .get(TestCompetitions.PATH + "?limit=1")
                                .status()
                        == 401);
    }

    /** A read of all memberships for each account would last for minutes. */
    @Test
    void an_admin_of_a_federation_is_mailed_at_once_about_its_key_among_many_accounts() {
        String email = MailSuite.newConfirmedAccount();
        database.execute("""
                INSERT INTO account_group SELECT id, 'ADMIN_KAZ', now() FROM account WHERE email = '%s';
                INSERT INTO account (id, email, email_key, standing_at, created_at)
                SELECT gen_random_uuid(), n || '@many.example.org', n || '@many.example.org', now() - interval '1 year', now()
                  FROM generate_series(1, 20000) n;
                INSERT INTO account_group SELECT id, 'ADMIN_FIN', now() FROM account WHERE email LIKE '%%@many.example.org'""".formatted(email));
        try {
            ApiClient admin = anonymous.withToken(login(email, TestAccounts.PASSWORD)
                    .json()
                    .get("access_token")
                    .asText());
            JsonNode key = TestKeys.create(
                    admin,
                    Map.of("scopes", List.of("competitions:read"), "countries", List.of("KAZ"), "owner", "federation"));
            anonymous
                    .post(
                            TestKeys.PATH + "/leaked",
                            Map.of("key", key.get("key").asText()))
                    .requireStatus(204);
            Eventually.within(
                    10, () -> MailSuite.messagesTo(email).anyMatch(text -> text.contains("reported as published")));
        } finally {
            database.execute("""
                    DELETE FROM account_group WHERE group_name = 'ADMIN_FIN';
                    DELETE FROM account WHERE email LIKE '%@many.example.org'""");
        }
    }

    private static long expiryNotices(String email) {
        return MailSuite.messagesTo(email)
                .filter(text -> text.contains("expires at"))
                .count();
    }

    private ApiClient.Response login(String email, String password) {
        return Eventually.retryOnBusy(
                () -> anonymous.form("/api/v1/auth/token", Map.of("username", email, "password", password)));
    }
}
