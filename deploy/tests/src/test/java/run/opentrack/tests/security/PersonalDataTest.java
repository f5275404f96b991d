package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promise A15: an erased account leaves no personal data in tables, logs, calendars or files. */
class PersonalDataTest {
    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestDatabase database = new TestDatabase(suite);
    private final String marker = UUID.randomUUID().toString();
    private final String email = marker + "@example.org";

    @Test
    void a15_erasing_an_account_removes_its_own_data_and_a_redaction_the_address_in_competitions() throws Exception {
        Map<String, String> signUp =
                Map.of("email", email, "password", TestAccounts.PASSWORD, "full_name", "Mari " + marker);
        String id = accounts.anonymous()
                .post("/api/v1/auth/signup", signUp)
                .json()
                .get("id")
                .asText();
        accounts.anonymous().post("/api/v1/auth/signup", signUp).requireStatus(409);
        accounts.superuser().put("/api/v1/auth/accounts/" + id + "/groups/ADMIN_EST");
        accounts.anonymous()
                .form("/api/v1/auth/token", Map.of("username", email.toUpperCase(), "password", "wrong password"));
        ApiClient account = accounts.anonymous().withToken(accounts.token(email, TestAccounts.PASSWORD));
        String competition = publishContact(account);
        export();
        assertThat(tablesWith(marker)).contains("account", "competition", "competition_history", "idempotent_answer");
        assertThat(published()).contains(marker);

        account.delete("/api/v1/auth/me").requireStatus(204);
        assertThat(tablesWith(marker)).containsExactly("competition", "competition_history");
        within60s(() -> account.get("/api/v1/auth/me").status() == 401);
        within60s(() -> account.get(TestCompetitions.PATH + competition).status() == 401);
        accounts.anonymous().post("/api/v1/auth/signup", signUp).requireStatus(201);
    }

    @Test
    void erasing_an_account_changes_no_competition() throws Exception {
        String foreign = "office@" + marker + ".example";
        String escaped = "n@" + marker + ".example";
        Map<String, Object> competition = TestCompetitions.small("EST", "2031-03-05");
        competition.put("contact_details", "Entries: " + foreign);
        competition.put("events", List.of(Map.of("name", "Info:\n@" + marker + ".example")));
        ApiClient.Response created = accounts.superuser().post(TestCompetitions.PATH, competition);
        created.requireStatus(201);
        String path = created.header("Location");
        String history = accounts.superuser().get(path + "/history").text();
        for (String address : List.of(foreign, escaped)) {
            accounts.create(address, "A stranger")
                    .api()
                    .delete("/api/v1/auth/me")
                    .requireStatus(204);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(accounts.superuser().get(path).text()).isEqualTo(created.text());
            assertThat(accounts.superuser().get(path + "/history").text()).isEqualTo(history);
            Thread.sleep(200);
        }
    }

    private String publishContact(ApiClient account) {
        Map<String, Object> competition = TestCompetitions.small(
                "EST", java.time.LocalDate.now(java.time.ZoneOffset.UTC).getYear() + "-09-09");
        competition.put("contact_details", "Mari's phone: +372 5555 ,\n" + email.toUpperCase());
        return account.with("Idempotency-Key", marker.substring(0, 20).replace("-", "x"))
                .post(TestCompetitions.PATH, competition)
                .json()
                .get("id")
                .asText();
    }

    /** Tables with a row that contains a text. */
    private List<String> tablesWith(String text) {
        List<String> found = new ArrayList<>();
        for (List<String> table :
                database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'opentrack' ORDER BY tablename")) {
            String name = table.get(0);
            String hits = database.queryValue(
                    "SELECT count(*) FROM " + name + " t WHERE position(lower(?) IN lower(t::text)) > 0", text);
            if (!hits.equals("0")) {
                found.add(name);
            }
        }
        return found;
    }

    private List<String> logsWith(String text) {
        try (Stream<Path> logs = Files.list(suite.config().folder().resolve("log"))) {
            return logs.filter(log -> read(log).toLowerCase().contains(text))
                    .map(Path::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void export() throws InterruptedException {
        within60s(() ->
                accounts.superuser().send("POST", "/api/v1/exports/", null).status() == 202);
        within60s(() -> !accounts.superuser()
                .get("/api/v1/exports/")
                .json()
                .get(0)
                .get("status")
                .asText()
                .equals("running"));
    }

    private String published() {
        int year = java.time.LocalDate.now(java.time.ZoneOffset.UTC).getYear();
        return ApiClient.at(suite.describe().staticUrl())
                .get("/live/euroath/domestic_calendar_EST_" + year + ".json")
                .text()
                .toLowerCase();
    }

    private static void within60s(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(200);
        }
    }
}
