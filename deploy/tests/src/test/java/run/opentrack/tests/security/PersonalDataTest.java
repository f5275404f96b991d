package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CountryLockHolder;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.ServiceMetrics;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Promise A15: an erased account leaves no personal data in tables, logs, calendars or files. */
class PersonalDataTest {
    private static final String REDACTIONS = "/api/v1/competitions/redactions";
    /** No other test uses this country, whose competitions wait for its lock one by one. */
    private static final String LOCKED = "NIU";

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
        new ExportRuns(accounts.superuser()).publish();
        assertThat(database.tablesWith(marker))
                .contains("account", "competition", "competition_history", "idempotent_answer");
        assertThat(published()).contains(marker);

        account.delete("/api/v1/auth/me").requireStatus(204);
        assertThat(database.tablesWith(marker)).containsExactly("competition", "competition_history");
        Eventually.within(60, () -> account.get("/api/v1/auth/me").status() == 401);
        Eventually.within(
                60, () -> account.get(TestCompetitions.PATH + competition).status() == 401);

        ApiClient admin = accounts.withGroups("ADMIN_EST").api();
        String list = TestCompetitions.PATH + "?country=EST";
        String listEtag = admin.get(list).header("ETag");
        String etag = admin.get(TestCompetitions.PATH + competition).header("ETag");
        JsonNode redaction = redact(admin, email);
        assertThat(redaction.get("competitions").toString())
                .isEqualTo("[{\"id\":\"" + competition
                        + "\",\"members\":[\"contact_details\"],\"history_entries\":1,\"failed\":false}]");
        assertThat(database.tablesWith(marker)).isEmpty();
        ApiClient.Response left = admin.get(TestCompetitions.PATH + competition);
        assertThat(left.json().get("contact_details").asText()).isEqualTo("Mari's phone: +372 5555 ,");
        assertThat(left.header("ETag")).isNotEqualTo(etag);
        assertThat(admin.get(list).header("ETag")).isNotEqualTo(listEtag);
        assertThat(admin.get(list).json()).contains(left.json());
        JsonNode history =
                admin.get(TestCompetitions.PATH + competition + "/history").json();
        assertThat(history.findValuesAsText("action")).containsExactly("redacted", "created");
        assertThat(history.get(0).get("changes").toString())
                .isEqualTo("{\"contact_details\":{\"old\":\"Mari's phone: +372 5555 ,\\n\","
                        + "\"new\":\"Mari's phone: +372 5555 ,\"}}");
        assertThat(database.queryValue("SELECT revision FROM competition WHERE id = ?::uuid", competition))
                .isEqualTo("2");
        new ExportRuns(accounts.superuser()).publish();
        assertThat(published()).doesNotContain(marker);
        assertThat(logsWith(marker)).isEmpty();
        accounts.anonymous().post("/api/v1/auth/signup", signUp).requireStatus(201);
    }

    @Test
    void e14_only_the_whole_address_is_redacted_and_only_in_countries_of_the_admin() throws Exception {
        String address = "brien@" + marker + ".example";
        ApiClient superuser = accounts.superuser();
        Map<String, Object> estonian = TestCompetitions.small("EST", "2031-03-06");
        estonian.put("full_name", "Marathon of " + address);
        estonian.put("national_id", address);
        estonian.put("contact_details", "o'" + address + ", r&" + address + ", " + address + ".");
        estonian.put("events", List.of(Map.of("name", "Info:\n" + address)));
        String first = create(estonian);
        Map<String, Object> latvian = TestCompetitions.small("LVA", "2031-03-06");
        latvian.put("contact_details", address);
        String second = create(latvian);
        String deleted = create(TestCompetitions.with(TestCompetitions.small("EST", "2031-03-07"), "city", address));
        superuser.delete(deleted).requireStatus(204);
        String cancelled = create(TestCompetitions.small("EST", "2031-03-09"));
        superuser
                .put(cancelled + "/status", Map.of("status", "cancelled", "reason", "Money back from " + address))
                .requireStatus(200);

        TestAccounts.TestAccount admin = accounts.withGroups("ADMIN_EST", "ADMIN_FIN");
        JsonNode redaction = redact(admin.api(), "\u200b" + address.toUpperCase() + "\ufeff");
        assertThat(redaction.get("countries").toString()).isEqualTo("[\"EST\",\"FIN\"]");
        assertThat(redaction.get("competition_count").asInt()).isEqualTo(3);
        JsonNode left = superuser.get(first).json();
        assertThat(left.get("full_name").asText()).isEqualTo("Marathon of");
        assertThat(left.get("slug").asText()).doesNotContain("brien");
        assertThat(database.queryValue("SELECT count(*) FROM competition WHERE national_id_key = ?", address))
                .isEqualTo("0");
        assertThat(left.get("contact_details").asText()).isEqualTo("o'" + address + ", r&" + address + ", .");
        assertThat(left.get("events").toString()).isEqualTo("[{\"name\":\"Info:\\n\"}]");
        assertThat(superuser.get(second).json().get("contact_details").asText()).isEqualTo(address);
        assertThat(superuser.get(deleted + "/history").requireStatus(200).text())
                .doesNotContain(address);
        assertThat(superuser.get(cancelled + "?include=status").text()).contains("\"reason\":\"Money back from\"");
        assertThat(superuser.get(cancelled + "/history").text())
                .contains("redacted")
                .doesNotContain(address);
        assertThat(database.queryValue(
                        "SELECT count(*) FROM audit_entry WHERE action = 'redaction_requested' AND actor_id = ?::uuid",
                        admin.id()))
                .isEqualTo("1");

        String path = REDACTIONS + "/" + redaction.get("id").asText();
        superuser.get(path).requireStatus(200);
        accounts.withGroups("ADMIN_EST").api().get(path).requireStatus(404);
        accounts.withGroups().api().get(path).requireStatus(403);
        accounts.withGroups().api().post(REDACTIONS, Map.of("email", address)).requireStatus(403);
        redact(superuser, address);
        assertThat(superuser.get(second).json().get("contact_details").asText()).isEmpty();
    }

    @Test
    void e14_an_address_is_redacted_in_each_spelling_of_its_domain() throws Exception {
        String local = "info_" + marker;
        Map<String, Object> competition = TestCompetitions.small("EST", "2031-03-10");
        competition.put("contact_details", local + "@xn--mnchen-3ya.example, infox" + marker + "@m\u00fcnchen.example");
        String path = create(competition);
        JsonNode redaction = redact(accounts.withGroups("ADMIN_EST").api(), local + "@m\u00fcnchen.example");
        assertThat(redaction.get("competition_count").asInt()).isEqualTo(1);
        assertThat(accounts.superuser().get(path).json().get("contact_details").asText())
                .isEqualTo(", infox" + marker + "@m\u00fcnchen.example");
    }

    @Test
    void e14_an_address_in_thousands_of_entries_is_redacted_while_lists_are_served() throws Exception {
        int entries = TestSuites.isFullRun() ? 100_000 : 5_000;
        String competition = create(TestCompetitions.small("EST", "2031-03-08"));
        String id = competition.substring(competition.lastIndexOf('/') + 1);
        database.update(
                "INSERT INTO competition_history (competition_id, country_id, at, account_id, action, changes)"
                        + " SELECT ?::uuid, 'EST', now(), ?::uuid, 'changed',"
                        + " '{\"city\":{\"old\":\"' || n || '\",\"new\":\"Ask\\n" + email + "\"}}'"
                        + " FROM generate_series(1, ?) n",
                id,
                id,
                entries);
        ApiClient admin = accounts.withGroups("ADMIN_EST").api();
        String list = TestCompetitions.PATH + "?country=EST&limit=100";
        long alone = p99(() -> admin.get(list).requireStatus(200));
        String path = request(admin, email);
        long meanwhile = p99(() -> admin.get(list).requireStatus(200));
        JsonNode redaction = finished(admin, path);
        assertThat(redaction.get("competitions").get(0).get("history_entries").asInt())
                .isEqualTo(entries);
        assertThat(database.tablesWith(marker)).isEmpty();
        if (TestSuites.isFullRun()) {
            assertThat(meanwhile).isLessThan(alone * 6 / 5 + 2);
        }
    }

    @Test
    void e14_rows_that_fail_hold_up_no_other_and_can_be_deleted() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_EST").api();
        String broken =
                create(TestCompetitions.with(TestCompetitions.small("EST", "2031-03-09"), "contact_details", email));
        String good =
                create(TestCompetitions.with(TestCompetitions.small("EST", "2031-03-10"), "contact_details", email));
        String id = broken.substring(broken.lastIndexOf('/') + 1);
        database.update(
                "UPDATE competition SET events = ?, rendered = replace(rendered, '\"events\":null', ?) WHERE id = ?::uuid",
                "[{\"name\":\"Info:\\\"}]",
                "\"events\":[{\"name\":\"Info:\\\"}]",
                id);
        String path = request(admin, email);
        Eventually.within(
                60, () -> admin.get(path).json().get("status").asText().equals("retrying"));
        JsonNode failed = admin.get(path).json();
        assertThat(failed.get("failed_count").asInt()).isEqualTo(1);
        assertThat(failed.get("finished_at").isNull()).isTrue();
        assertThat(admin.get(good).json().get("contact_details").asText()).isEmpty();
        assertThat(admin.get(broken + "/history").requireStatus(200).text()).doesNotContain(marker);
        int port = suite.config().ports().managementOf(Service.COMPETITION);
        assertThat(failures(port)).isPositive();

        admin.patch(broken, Map.of("city", "Tartu")).requireStatus(422);
        admin.delete(broken).requireStatus(204);
        JsonNode entry = admin.get(broken + "/history").json().get(0);
        assertThat(entry.get("changes").get("invalid_json").get("old").asText()).contains(email);
        database.update("UPDATE redaction SET next_at = now() WHERE finished_at IS NULL");
        assertThat(finished(admin, path).get("failed_count").asInt()).isZero();
        assertThat(database.tablesWith(marker)).isEmpty();
    }

    @Test
    void e14_competitions_that_are_locked_or_move_meanwhile_are_redacted_in_another_pass() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_" + LOCKED, "ADMIN_LVA").api();
        String moving = create(first(TestCompetitions.small(LOCKED, "2031-03-11")));
        create(first(TestCompetitions.small(LOCKED, "2031-03-12")));
        int port = suite.config().ports().managementOf(Service.COMPETITION);
        String passes = "SELECT passes FROM redaction WHERE finished_at IS NULL AND email = ?";
        String path;
        double failures;
        try (CountryLockHolder lock = CountryLockHolder.of(LOCKED)) {
            path = request(admin, email);
            Eventually.within(60, () -> database.queryValue(passes, email).equals("1"));
            assertThat(admin.get(path).json().get("failed_count").asInt()).isEqualTo(2);
            failures = failures(port);
            assertThat(failures).isGreaterThanOrEqualTo(2);

            database.update("UPDATE redaction SET next_at = now() WHERE email = ?", email);
            // Other redactions may wait for the lock as well.
            Eventually.within(60, () -> database.queryValue(
                            "SELECT next_at > now() AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'"
                                    + " AND NOT granted) FROM redaction WHERE email = ?",
                            email)
                    .equals("t"));
            database.update(
                    "UPDATE competition SET country_id = 'LVA' WHERE id = ?::uuid",
                    moving.substring(moving.lastIndexOf('/') + 1));
            lock.release();
        }
        Eventually.within(60, () -> database.queryValue(passes, email).equals("2"));
        assertThat(admin.get(path).json().get("failed_count").asInt()).isEqualTo(1);
        assertThat(failures(port)).isEqualTo(failures);
        database.update("UPDATE redaction SET next_at = now() WHERE email = ?", email);
        finished(admin, path);
        assertThat(database.tablesWith(marker)).isEmpty();
    }

    /** A competition with the address and an id that sorts before others, so that the first slice contains it. */
    private Map<String, Object> first(Map<String, Object> competition) {
        String id = "00000000-0000-4000-8000" + UUID.randomUUID().toString().substring(23);
        return TestCompetitions.with(TestCompetitions.with(competition, "id", id), "contact_details", email);
    }

    /** The rows are as if the account had been in the group of Latvia, and in one of any country, at the request. */
    @Test
    void e14_countries_whose_group_the_account_lost_since_its_request_are_left_out() throws Exception {
        String estonian =
                create(TestCompetitions.with(TestCompetitions.small("EST", "2031-03-13"), "contact_details", email));
        String latvian =
                create(TestCompetitions.with(TestCompetitions.small("LVA", "2031-03-13"), "contact_details", email));
        String withoutGroup = insertRedaction(accounts.withGroups().id(), "LVA");
        String ofOneCountry = insertRedaction(accounts.withGroups("ADMIN_EST").id(), "EST,LVA");
        String ofFormerSuperuser =
                insertRedaction(accounts.withGroups("ADMIN_EST").id(), null);
        for (String path : List.of(withoutGroup, ofOneCountry, ofFormerSuperuser)) {
            assertThat(finished(accounts.superuser(), path, "incomplete")
                            .get("finished_at")
                            .isNull())
                    .isFalse();
        }
        assertThat(accounts.superuser().get(estonian).text()).doesNotContain(email);
        assertThat(accounts.superuser().get(latvian).text()).contains(email);
        assertThat(database.tablesWith(email)).doesNotContain("redaction");
        redact(accounts.superuser(), email);
        assertThat(database.tablesWith(email)).isEmpty();
    }

    /** @return its path */
    private String insertRedaction(UUID account, String countries) {
        UUID id = UUID.randomUUID();
        database.update(
                "INSERT INTO redaction (id, account_id, email, countries, position, next_at, created_at)"
                        + " VALUES (?::uuid, ?::uuid, ?, string_to_array(?, ','), '00000000-0000-0000-0000-000000000000',"
                        + " now(), now())",
                id.toString(),
                account,
                email,
                countries);
        return REDACTIONS + "/" + id;
    }

    private static double failures(int port) {
        return ServiceMetrics.find(port, "opentrack_redaction_failures_total", "")
                .orElse(0);
    }

    @Test
    void a_redaction_is_refused_without_an_address_and_beyond_20_unfinished_ones() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_EST").api();
        for (Object wrong : new Object[] {"", "brien", "a@b@c", "\"a b\"@x.example", 1, List.of()}) {
            admin.post(REDACTIONS, Map.of("email", wrong)).requireStatus(422);
        }
        admin.post(REDACTIONS, Map.of()).requireStatus(422);
        admin.get(REDACTIONS + "/" + UUID.randomUUID()).requireStatus(404);
        admin.get(REDACTIONS + "/x").requireStatus(422);
        redact(admin, email);
        String account = admin.get("/api/v1/auth/me").json().get("id").asText();
        database.update(
                "INSERT INTO redaction (id, account_id, email, position, next_at, created_at)"
                        + " SELECT gen_random_uuid(), ?::uuid, ?, '0', now() + interval '1 hour', now()"
                        + " FROM generate_series(1, 19)",
                account,
                email);
        List<CompletableFuture<Integer>> parallel = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> admin.post(REDACTIONS, Map.of("email", email)).status(),
                        task -> new Thread(task).start()))
                .limit(12)
                .toList();
        assertThat(parallel)
                .extracting(CompletableFuture::join)
                .contains(202, 409)
                .containsOnly(202, 409);
        assertThat(database.queryValue(
                        "SELECT count(*) <= 20 FROM redaction WHERE account_id = ?::uuid AND finished_at IS NULL",
                        account))
                .isIn("t", "true");
        database.update("DELETE FROM redaction WHERE account_id = ?::uuid AND position = '0'", account);
    }

    @Test
    void e14_held_imports_with_the_address_end_and_write_it_no_more() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_SOM").api();
        String path = held(admin, email);
        String other = held(admin, "other-" + UUID.randomUUID() + "@example.org");
        redact(admin, email.toUpperCase());
        assertThat(database.tablesWith(marker)).isEmpty();
        JsonNode ended = admin.get(path).requireStatus(200).json();
        assertThat(ended.get("state").asText()).isEqualTo("failed");
        assertThat(ended.get("detail").asText()).isEqualTo("an address in it was redacted");
        admin.send("POST", path + "/confirm", null).requireStatus(409);
        assertThat(admin.get(other).json().get("state").asText()).isEqualTo("held");
        database.update(
                "UPDATE calendar_import SET state = 'running', stage = 'read', next_at = now() + interval '1 hour',"
                        + " content = convert_to('full_name,contact_details' || chr(10) || 'Gala,Fü' || ?, 'UTF8') WHERE id = ?::uuid",
                email,
                other.substring(other.lastIndexOf('/') + 1));
        redact(admin, email);
        assertThat(admin.get(other).json().get("state").asText()).isEqualTo("failed");
    }

    @Test
    void e14_an_address_in_an_upload_that_is_not_read_yet_is_redacted_whatever_its_encoding() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_SOM").api();
        String address = "jörg@" + marker + ".example";
        String upload = held(admin, "other");
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        String file = "full_name,date,contact_details\n" + TestCompetitions.newName() + ",2031-04-09," + address + "\n";
        database.update(
                "UPDATE calendar_import SET state = 'running', stage = 'read', next_at = now() + interval '1 hour',"
                        + " content = decode(?, 'hex') WHERE id = ?::uuid",
                HexFormat.of().formatHex(file.getBytes(StandardCharsets.UTF_16)),
                id);
        database.update("DELETE FROM calendar_import_row WHERE import_id = ?::uuid", id);
        String path = request(admin, address);
        String passes = "SELECT passes FROM redaction WHERE id = ?::uuid";
        String redaction = path.substring(path.lastIndexOf('/') + 1);
        Eventually.within(60, () -> database.queryValue(passes, redaction).equals("1"));
        assertThat(admin.get(path).json().get("finished_at").isNull()).isTrue();
        database.update("UPDATE calendar_import SET next_at = now() WHERE id = ?::uuid", id);
        Eventually.within(
                60, () -> !admin.get(upload).json().get("state").asText().equals("running"));
        database.update("UPDATE redaction SET next_at = now() WHERE email = ?", address);
        finished(admin, path);
        assertThat(database.tablesWith(marker)).isEmpty();
    }

    @Test
    void e14_an_address_with_escapes_in_a_held_import_ends_it() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_SOM").api();
        String path = held(admin, "other");
        database.update(
                "UPDATE calendar_import_row SET content = '{\"events\":[\"' || replace(?, '@', '\\u0040') || '\"]}'"
                        + " WHERE content IS NOT NULL AND import_id = ?::uuid",
                email,
                path.substring(path.lastIndexOf('/') + 1));
        redact(admin, email);
        assertThat(admin.get(path).json().get("state").asText()).isEqualTo("failed");
    }

    @Test
    void e14_keys_of_imports_with_the_address_are_removed_and_the_next_one_finds_its_competition() throws Exception {
        ApiClient admin = accounts.withGroups("ADMIN_SOM").api();
        String source = "s" + UUID.randomUUID();
        String csv = "full_name,date,national_id\n" + TestCompetitions.newName() + ",2031-04-01,";
        imported(admin, source, csv + email);
        assertThat(database.tablesWith(marker)).contains("imported_competition").doesNotContain("calendar_import_row");
        redact(admin, email);
        assertThat(database.tablesWith(marker)).isEmpty();
        String next = imported(admin, source, csv + "17");
        JsonNode counts = admin.get(next).json().get("counts");
        assertThat(counts.get("changed").asInt()).as(counts.toString()).isEqualTo(1);
    }

    /** @return path of an import with a competition that has the address */
    private String held(ApiClient admin, String contact) {
        String source = "s" + UUID.randomUUID();
        imported(admin, source, contact, 6);
        String path = imported(admin, source, contact, 1);
        assertThat(admin.get(path).json().get("state").asText()).isEqualTo("held");
        return path;
    }

    /** @return path of an import that has ended or is held */
    private String imported(ApiClient admin, String source, String contact, int rows) {
        StringBuilder csv = new StringBuilder("full_name,date,contact_details\n");
        for (int n = 0; n < rows; n++) {
            csv.append(TestCompetitions.newName())
                    .append(",2031-04-0")
                    .append(n + 1)
                    .append(',')
                    .append(contact)
                    .append('\n');
        }
        return imported(admin, source, csv.toString());
    }

    private String imported(ApiClient admin, String source, String csv) {
        ApiClient.Response requested = admin.with("Content-Type", "text/csv")
                .send(
                        "POST",
                        "/api/v1/imports?country=SOM&gone=delete&source=" + source,
                        csv.getBytes(StandardCharsets.UTF_8));
        String path = "/api/v1/imports/"
                + requested.requireStatus(202).json().get("id").asText();
        Eventually.within(
                60, () -> !admin.get(path).json().get("state").asText().equals("running"));
        return path;
    }

    private String create(Map<String, Object> competition) {
        ApiClient.Response created = accounts.superuser().post(TestCompetitions.PATH, competition);
        created.requireStatus(201);
        return created.header("Location");
    }

    private static String request(ApiClient admin, String address) {
        ApiClient.Response requested = admin.post(REDACTIONS, Map.of("email", address));
        requested.requireStatus(202);
        return requested.header("Location");
    }

    private static JsonNode redact(ApiClient admin, String address) {
        return finished(admin, request(admin, address));
    }

    private static JsonNode finished(ApiClient admin, String path) {
        return finished(admin, path, "succeeded");
    }

    private static JsonNode finished(ApiClient admin, String path, String status) {
        Eventually.within(
                60, () -> admin.get(path).json().get("status").asText().equals(status));
        return admin.get(path).json();
    }

    /** Milliseconds of 100 requests. */
    private static long p99(Runnable request) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long start = System.nanoTime();
            request.run();
            times.add((System.nanoTime() - start) / 1e6);
        }
        return (long) LoadGenerator.percentile(times, 0.98);
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
        String history =
                accounts.superuser().get(path + "/history").requireStatus(200).text();
        for (String address : List.of(foreign, escaped)) {
            accounts.create(address, "A stranger")
                    .api()
                    .delete("/api/v1/auth/me")
                    .requireStatus(204);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(accounts.superuser().get(path).text()).isEqualTo(created.text());
            assertThat(accounts.superuser()
                            .get(path + "/history")
                            .requireStatus(200)
                            .text())
                    .isEqualTo(history);
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

    private String published() {
        int year = java.time.LocalDate.now(java.time.ZoneOffset.UTC).getYear();
        return ApiClient.at(suite.describe().staticUrl())
                .get("/live/euroath/domestic_calendar_EST_" + year + ".json")
                .text()
                .toLowerCase();
    }
}
