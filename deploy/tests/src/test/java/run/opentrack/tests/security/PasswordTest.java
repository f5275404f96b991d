package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promises A12 and A16: password hashes and valid passwords. */
class PasswordTest {
    private static final String PHC =
            "\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}";
    /** "correct horse battery staple" at 8 MiB, one pass. */
    private static final String CHEAP =
            "$argon2id$v=19$m=8192,t=1,p=1$JhK3ovuq77Q+U1m/i+xQbA$XTb3lfRU+7B3Yyib5PvbHY4cYTz5p2gXMB2/88Dbmd8";
    /** The same by Django 4.2, 600,000 rounds. */
    private static final String DJANGO =
            "pbkdf2_sha256$600000$Yv8Q2hT6wKz1$KswR9SOe21do+2wWIugxK2lRFetlHza4Al7elir9TRs=";

    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final TestDatabase database = new TestDatabase(TestSuites.shared());
    private final ApiClient anonymous = accounts.anonymous();

    @Test
    void a12_a_password_is_stored_as_argon2id_with_19_MiB_two_passes_and_a_salt() {
        String one = hash(accounts.withGroups().email());
        String other = hash(accounts.withGroups().email());
        assertThat(one).matches(PHC).isNotEqualTo(other);
        assertThat(Integer.parseInt(one.replaceAll(PHC, "$1"))).isGreaterThanOrEqualTo(19_456);
        assertThat(Integer.parseInt(one.replaceAll(PHC, "$2"))).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a12_a_cheaper_hash_is_replaced_at_the_next_login_and_one_of_django_too() {
        for (String outdated : new String[] {CHEAP, DJANGO}) {
            String email = accounts.withGroups().email();
            database.update("UPDATE account SET password_hash = ? WHERE email = ?", outdated, email);
            login(email, "wrong password").requireStatus(401);
            assertThat(hash(email)).isEqualTo(outdated);
            String token = accounts.token(email, TestAccounts.PASSWORD);
            assertThat(hash(email)).matches(PHC).contains("m=19456,t=2");
            login(email, TestAccounts.PASSWORD).requireStatus(200);
            anonymous.withToken(token).get("/api/v1/auth/me").requireStatus(200);
        }
    }

    @Test
    void a16_every_byte_of_a_long_password_counts() {
        for (int length : new int[] {73, 128, 1_024}) {
            String password = "x".repeat(length - 1);
            String email = signUp(password + "y");
            login(email, password + "y").requireStatus(200);
            login(email, password + "z").requireStatus(401);
            login(email, password).requireStatus(401);
        }
    }

    @Test
    void a16_a_password_is_normalized_and_may_contain_any_character() {
        String composed = Normalizer.normalize("Pärnu öövõistlus 🏃🏽‍♀️", Normalizer.Form.NFC);
        String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
        assertThat(composed).isNotEqualTo(decomposed);
        for (String password : new String[] {composed, decomposed}) {
            String email = signUp(password);
            login(email, composed).requireStatus(200);
            login(email, decomposed).requireStatus(200);
        }
        String blanks = signUp(" 8 chars ");
        login(blanks, " 8 chars ").requireStatus(200);
        login(blanks, "8 chars").requireStatus(401);
    }

    @Test
    void a16_more_than_1_024_bytes_are_rejected_without_hashing() {
        String tooLong = "ö".repeat(513);
        String email = accounts.withGroups().email();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long begin = System.nanoTime();
            login(email, tooLong).requireStatus(422);
            best = Math.min(best, System.nanoTime() - begin);
        }
        assertThat(best).isLessThan(50_000_000);
        login(email, "x".repeat(9_000)).requireStatus(413);
        login(email, TestAccounts.PASSWORD).requireStatus(200);
        anonymous
                .post("/api/v1/auth/signup", Map.of("email", "a@example.org", "password", tooLong, "full_name", "A"))
                .requireStatus(422);
        anonymous
                .post("/api/v1/auth/signup", Map.of("email", "a@example.org", "password", "7 chars", "full_name", "A"))
                .requireStatus(422);
    }

    private String signUp(String password) {
        String email = UUID.randomUUID() + "@example.org";
        anonymous
                .post("/api/v1/auth/signup", Map.of("email", email, "password", password, "full_name", "A Person"))
                .requireStatus(201);
        return email;
    }

    private ApiClient.Response login(String email, String password) {
        return anonymous.form("/api/v1/auth/token", Map.of("username", email, "password", password));
    }

    private String hash(String email) {
        return database.queryValue("SELECT password_hash FROM account WHERE email = ?", email);
    }
}
