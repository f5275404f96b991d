package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;

/** Imports of calendars: formats, reconciliation per source, reports, confirmation, addresses. */
class ImportTest {
    private static final String PATH = "/api/v1/imports";
    private static final String HEADER = "national_id;full_name;date;city\n";
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    private final ApiClient admin = ADMIN.api();
    /** In names and ids too, since tests share a calendar. */
    private final String source = "s" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void versions_of_a_source_are_reconciled_by_national_id() {
        JsonNode first = imported("", row(1, "A") + row(2, "B"));
        assertThat(counts(first)).isEqualTo("new=2");
        assertThat(texts(first.get("rows"), row -> row.get("row").asText())).containsExactly("2", "3");
        JsonNode second = imported("", row(1, "A") + row(2, "Changed") + row(3, "C"));
        assertThat(counts(second)).isEqualTo("changed=1 new=1 unchanged=1");
        assertThat(ids(second).subList(0, 2)).isEqualTo(ids(first));
        assertThat(competition(ids(first).get(1)).get("city").asText()).isEqualTo("Changed");
        assertThat(history(ids(first).get(0))).isEqualTo("created");
        assertThat(history(ids(first).get(1))).isEqualTo("created,changed");
    }

    @Test
    void what_is_gone_is_told_deleted_or_held_until_it_is_confirmed() {
        List<String> ids = ids(imported("", rows(1, 10)));
        assertThat(counts(imported("", rows(1, 2)))).isEqualTo("gone=8 unchanged=2");
        assertThat(counts(imported("&gone=delete", rows(1, 8)))).isEqualTo("gone=2 unchanged=8");
        assertThat(exists(ids.get(9))).isFalse();
        JsonNode held = imported("&gone=delete", rows(1, 6) + row(11, "new"));
        assertThat(held.get("state").asText()).isEqualTo("held");
        assertThat(counts(held)).isEqualTo("gone=2 new=1 unchanged=6");
        assertThat(exists(ids.get(7))).isTrue();
        String path = PATH + "/" + held.get("id").asText();
        admin.send("POST", path + "/confirm", null).requireStatus(202);
        assertThat(counts(finished(path))).isEqualTo("gone=2 new=1 unchanged=6");
        assertThat(exists(ids.get(7))).isFalse();
        assertThat(exists(ids.get(5))).isTrue();
        assertRejected(admin.send("POST", path + "/confirm", null), 409, "not held");
    }

    @Test
    void what_is_gone_is_cancelled_once_and_scheduled_when_it_reappears() {
        List<String> ids = ids(imported("", rows(1, 10)));
        JsonNode report = imported("&gone=cancel", rows(1, 8));
        assertThat(counts(report)).isEqualTo("gone=2 unchanged=8");
        assertThat(status(ids.get(9))).isEqualTo("cancelled: No longer in the calendar of its source");
        assertThat(history(ids.get(9))).isEqualTo("created,changed");
        // Those are no reason to hold the next ones.
        assertThat(counts(imported("&gone=cancel", rows(1, 7)))).isEqualTo("gone=1 unchanged=9");
        assertThat(history(ids.get(9))).isEqualTo("created,changed");

        Map<String, String> flooded = Map.of("status", "cancelled", "reason", "flooded");
        admin.put(TestCompetitions.PATH + ids.get(8) + "/status", flooded).requireStatus(200);
        JsonNode again = imported("&gone=cancel", rows(1, 9) + row(10, "Changed"));
        assertThat(counts(again)).isEqualTo("changed=2 unchanged=8");
        assertThat(status(ids.get(7))).isEqualTo("scheduled: ");
        assertThat(status(ids.get(8))).isEqualTo("cancelled: flooded");
        assertThat(status(ids.get(9))).isEqualTo("scheduled: ");
        assertThat(competition(ids.get(9)).get("city").asText()).isEqualTo("Changed");
        assertThat(history(ids.get(9))).isEqualTo("created,changed,changed");
        assertThat(counts(imported("&gone=cancel", rows(1, 9) + row(10, "Changed"))))
                .isEqualTo("unchanged=10");
    }

    private String status(String id) {
        JsonNode status =
                admin.get(TestCompetitions.PATH + id + "?include=status").json().get("status");
        return status.get("status").asText() + ": " + status.get("reason").asText();
    }

    @Test
    void held_import_is_replaced_by_a_later_one_of_the_source() {
        imported("", rows(1, 4));
        JsonNode held = imported("&gone=delete", rows(1, 1));
        imported("", rows(1, 4));
        Response confirmed = admin.send("POST", PATH + "/" + held.get("id").asText() + "/confirm", null);
        assertRejected(confirmed, 409, "later import");
    }

    @Test
    void held_import_that_is_confirmed_after_days_outlasts_a_failure() {
        imported("", rows(1, 4));
        String path =
                PATH + "/" + imported("&gone=delete", rows(1, 1)).get("id").asText();
        begunDaysAgo();
        try (RejectedRows ignored = new RejectedRows("calendar_import_row", "outcome", "gone")) {
            admin.send("POST", path + "/confirm", null).requireStatus(202);
            awaitAttempts(path);
            assertThat(admin.get(path).json().get("state").asText()).isEqualTo("running");
        }
        assertThat(finished(path).get("state").asText()).isEqualTo("done");
    }

    private void begunDaysAgo() {
        DATABASE.update(
                "UPDATE calendar_import SET created_at = created_at - interval '2 days',"
                        + " started_at = started_at - interval '2 days' WHERE source = ?",
                source);
    }

    private void awaitAttempts(String path) {
        String generation = "SELECT generation FROM calendar_import WHERE id::text = ?";
        String id = path.substring(path.lastIndexOf('/') + 1);
        int before = Integer.parseInt(DATABASE.queryValue(generation, id));
        Eventually.within(30, () -> Integer.parseInt(DATABASE.queryValue(generation, id)) > before + 1);
    }

    /** Fault by which rows with a value cannot be written. */
    private static final class RejectedRows implements AutoCloseable {
        private final String function = "reject_" + UUID.randomUUID().toString().replace('-', '_');

        RejectedRows(String table, String column, String value) {
            DATABASE.execute("""
                    CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''rejected''; END';
                    CREATE TRIGGER %1$s BEFORE INSERT OR UPDATE ON %2$s FOR EACH ROW WHEN (NEW.%3$s = '%4$s')
                    EXECUTE FUNCTION %1$s()""".formatted(function, table, column, value));
        }

        @Override
        public void close() {
            DATABASE.execute("DROP FUNCTION " + function + " CASCADE");
        }
    }

    @Test
    @FullRun
    void row_that_cannot_be_written_for_a_day_is_refused() {
        try (RejectedRows ignored = new RejectedRows("competition", "full_name", name(1))) {
            Response response = upload("EST", source, "", "text/csv", HEADER + rows(1, 2));
            String path = response.requireStatus(202).header("Location");
            Eventually.within(30, () -> list().size() == 1);
            awaitAttempts(path);
            assertThat(admin.get(path).json().get("state").asText()).isEqualTo("running");
            begunDaysAgo();
            JsonNode report = finished(path);
            assertThat(report.get("state").asText()).isEqualTo("done");
            assertThat(counts(report)).isEqualTo("new=1 refused=1");
            assertThat(report.get("rows").get(0).get("detail").asText()).contains("not be written within a day");
        }
        assertThat(counts(imported("", rows(1, 2)))).isEqualTo("new=1 unchanged=1");
    }

    @Test
    void import_that_removes_nothing_is_not_held() {
        imported("", rows(1, 4));
        JsonNode report = imported("&gone=delete", row(1, "A1") + ";;soon;\n");
        assertThat(report.get("state").asText()).isEqualTo("done");
        assertThat(counts(report)).isEqualTo("gone=3 refused=1 unchanged=1");
    }

    @Test
    void only_competitions_of_the_same_source_are_touched() {
        Map<String, Object> own = TestCompetitions.small("EST", day(1).toString());
        own.put("full_name", name(1));
        own.put("national_id", source + "-1");
        String id = idOf(create(own));
        JsonNode report = imported("&gone=delete", row(1, "Changed") + row(2, "B"));
        assertThat(counts(report)).isEqualTo("duplicate=1 new=1");
        JsonNode duplicate = report.get("rows").get(0);
        assertThat(duplicate.get("id").asText()).isEqualTo(id);
        assertThat(duplicate.get("detail").asText()).contains("exists");
        Response other = upload("EST", source + "-other", "&gone=delete", "text/csv", HEADER + row(2, "Changed"));
        assertThat(counts(finished(other.requireStatus(202).header("Location"))))
                .isEqualTo("duplicate=1");
        assertThat(history(id)).isEqualTo("created");
        assertThat(history(ids(report).get(1))).isEqualTo("created");
    }

    @Test
    void row_of_a_merged_competition_is_a_duplicate_of_the_kept_one() {
        JsonNode merged = competition(ids(imported("", row(1, "A"))).get(0));
        Map<String, Object> equal = TestCompetitions.small("EST", day(1).toString());
        JsonNode kept = TestCompetitions.createBeside(admin, TestCompetitions.with(equal, "full_name", name(1)));
        JsonNode pair = TestDuplicates.find(admin, "EST", "open", merged, kept);
        TestDuplicates.merge(admin, pair, idOf(kept)).requireStatus(200);
        JsonNode report = imported("&gone=delete", row(1, "Changed"));
        assertThat(counts(report)).isEqualTo("duplicate=1");
        assertThat(ids(report)).containsExactly(idOf(kept));
        assertThat(counts(imported("&gone=delete", row(2, "B")))).isEqualTo("new=1");
        assertThat(counts(imported("", row(1, "A") + row(2, "B")))).isEqualTo("duplicate=1 unchanged=1");
        assertThat(competition(idOf(kept))).isEqualTo(kept);

        admin.delete(TestCompetitions.PATH + idOf(kept)).requireStatus(204);
        assertThat(counts(imported("", row(1, "A") + row(2, "B")))).isEqualTo("new=1 unchanged=1");
        assertThat(counts(imported("", row(1, "A") + row(2, "B")))).isEqualTo("unchanged=2");
    }

    @Test
    void dry_run_reports_and_writes_nothing() {
        imported("", rows(1, 2));
        JsonNode report = imported("&dry_run=true&gone=delete", row(1, "Changed") + row(3, "C") + row(4, "D"));
        assertThat(counts(report)).isEqualTo("changed=1 gone=1 new=2");
        assertThat(report.get("state").asText()).isEqualTo("done");
        assertThat(list()).hasSize(2);
        assertThat(counts(imported("", rows(1, 2)))).isEqualTo("unchanged=2");
    }

    @Test
    void refused_row_says_why_and_keeps_its_competition() {
        List<String> ids = ids(imported("", rows(1, 2)));
        JsonNode report =
                imported("&gone=delete", row(1, "A1") + source + "-2;" + name(2) + ";8/5/2041;X\n" + ";;2041-01-01;\n");
        assertThat(counts(report)).isEqualTo("refused=2 unchanged=1");
        JsonNode refused = report.get("rows").get(1);
        assertThat(refused.get("row").asInt()).isEqualTo(3);
        assertThat(refused.get("id").asText()).isEqualTo(ids.get(1));
        assertThat(refused.get("detail").get(0).get("loc").toString()).isEqualTo("[\"body\",\"date\"]");
        assertThat(exists(ids.get(1))).isTrue();
    }

    @Test
    void rows_without_a_key_are_identified_by_name_and_date_or_by_our_match() {
        String header = "full_name,date\n";
        String first = header + name(1) + " Harjutusvõistlus," + day(1) + "\n";
        String id = ids(uploaded("text/csv", first)).get(0);
        assertThat(counts(uploaded("text/csv", first))).isEqualTo("unchanged=1");
        JsonNode renamed = uploaded("text/csv", first.replace("Harjutusvõistlus", "Harjutusvoistlus"));
        assertThat(counts(renamed)).isEqualTo("changed=1");
        assertThat(ids(renamed)).containsExactly(id);
    }

    @Test
    void calendars_and_json_are_imported() {
        String event = "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\n";
        String file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                + event.formatted(source, name(1), day(1).toString().replace("-", "")) + "END:VCALENDAR\r\n";
        JsonNode first = uploaded("text/calendar", file);
        assertThat(counts(first)).isEqualTo("new=1");
        JsonNode moved = uploaded("text/calendar", file.replace(name(1), "Moved " + name(7)));
        assertThat(counts(moved)).isEqualTo("changed=1");
        assertThat(ids(moved)).isEqualTo(ids(first));
        JsonNode stored = competition(ids(first).get(0));
        JsonNode asJson = uploaded("application/json", "[" + stored + "]");
        assertThat(counts(asJson)).isEqualTo("unchanged=1");
    }

    @Test
    void one_national_id_with_invisible_characters_is_one_row() {
        List<String> ids = ids(imported("", rows(1, 6)));
        // As an older release stored it.
        DATABASE.update(
                "UPDATE imported_competition SET key = key || ? WHERE competition_id = ?::uuid", "\u200b", ids.get(1));
        String next = rows(1, 6).replace(source + "-1;", source + "-1\u200b;");
        assertThat(counts(imported("&gone=delete&dry_run=false%C2%A0", next))).isEqualTo("unchanged=6");
        assertThat(counts(imported("", next + row(1, "A1")))).isEqualTo("duplicate=1 unchanged=6");
        assertThat(ids).allMatch(ImportTest::exists);
        assertThat(DATABASE.queryValue(
                        "SELECT count(*) FROM imported_competition WHERE source = ? AND key LIKE '%-_'", source))
                .isEqualTo("6");
        Response country = admin.post(
                PATH + "?country=EST%C2%A0&source=" + source,
                Map.of("url", "https://calendar.invalid/", "format", "csv", "country", "EST"));
        admin.delete(country.requireStatus(202).header("Location")).requireStatus(204);
    }

    @Test
    void file_that_cannot_be_read_fails_the_import() {
        assertThat(uploaded("text/csv", "name\nx\n").get("detail").asText()).contains("full_name and date");
        assertThat(uploaded("text/calendar", "x").get("detail").asText()).contains("iCalendar");
        assertThat(uploaded("application/json", "[{").get("state").asText()).isEqualTo("failed");
        String detail = uploaded("text/csv", "na\0me," + "x".repeat(60_000) + "\na,b\n")
                .get("detail")
                .asText();
        assertThat(detail).contains("it has: na me").hasSizeLessThan(1_000);
    }

    @Test
    void import_that_ends_its_replicas_fails() {
        insert(ADMIN.id(), "EST", "read", "now()", 5);
        JsonNode failed = finished(
                PATH + "/" + DATABASE.queryValue("SELECT id FROM calendar_import WHERE source LIKE ?", source + "%"));
        assertThat(failed.get("state").asText()).isEqualTo("failed");
        assertThat(failed.get("detail").asText()).contains("interrupted 5 times");
    }

    private void insert(UUID account, String country, String stage, String nextAt, int attempts) {
        DATABASE.update("""
                INSERT INTO calendar_import (id, account_id, country_id, source, format, columns, gone, dry_run, content,
                                             state, stage, next_at, created_at, attempts)
                VALUES (gen_random_uuid(), ?, ?, ?, 'csv', '{}', 'keep', true, '', 'running', ?, %s, now(), %d)""".formatted(nextAt, attempts), account, country, source + UUID.randomUUID(), stage);
    }

    @Test
    void import_belongs_to_its_account_and_needs_the_country() {
        String path = PATH + "/" + imported("", row(1, "A")).get("id").asText();
        for (ApiClient other : List.of(READER.api(), ACCOUNTS.superuser())) {
            assertRejected(other.get(path), 404, "no import");
            assertRejected(other.send("POST", path + "/confirm", null), 404, "no import");
            assertRejected(other.delete(path), 404, "no import");
        }
        byte[] file = HEADER.getBytes(StandardCharsets.UTF_8);
        ApiClient reader = READER.api().with("Content-Type", "text/csv");
        assertRejected(reader.send("POST", PATH + "?country=EST", file), 403, "ADMIN_EST");
        assertRejected(
                admin.with("Content-Type", "text/csv").send("POST", PATH + "?country=LVA", file), 403, "ADMIN_LVA");
        assertInvalid(reader.send("POST", PATH + "?country=GER&gone=drop", file), "query.country", "query.gone");
        assertThat(texts(admin.get(PATH).json(), one -> one.get("source").asText()))
                .contains(source);
    }

    @Test
    void import_is_shown_to_the_keys_of_its_account_that_include_its_country() {
        String path = PATH + "/" + imported("", row(1, "A")).get("id").asText();
        for (String country : List.of("EST", "FIN")) {
            boolean included = country.equals("EST");
            Map<String, Object> limits = Map.of("countries", List.of(country));
            ApiClient key = ACCOUNTS.anonymous()
                    .with("X-API-Key", TestKeys.create(admin, limits).get("key").asText());
            assertThat(key.get(path).status()).isEqualTo(included ? 200 : 404);
            assertThat(texts(key.get(PATH).requireStatus(200).json(), one -> one.get("source")
                                    .asText())
                            .contains(source))
                    .isEqualTo(included);
        }
    }

    @Test
    void refused_import_has_no_effect() {
        TestAccount account = ACCOUNTS.withGroups("ADMIN_MCO");
        Map<String, String> address = Map.of("url", "http://127.0.0.2:1/x", "format", "csv", "country", "MCO");
        for (int n = 0; n < 20; n++) {
            DATABASE.update("""
                    INSERT INTO calendar_source (country_id, source, account_id, format, url, columns, gone, next_at)
                    VALUES ('MCO', ?, ?, 'csv', 'http://127.0.0.2:1/x', '{}', 'keep', '2100-01-01')""", source + n, account.id());
        }
        assertRejected(account.api().post(PATH + "?source=" + source, address), 409, "At most 20 addresses");
        assertThat(account.api().get(PATH).json()).isEmpty();
        account.api().post(PATH + "?source=" + source + "1", address).requireStatus(202);

        IntStream.range(0, 10).forEach(n -> insert(account.id(), "MCO", "read", "'2100-01-01'", 0));
        ApiClient upload = account.api().with("Content-Type", "text/csv");
        byte[] file = HEADER.getBytes(StandardCharsets.UTF_8);
        String query = PATH + "?country=MCO&source=" + source + "0";
        assertRejected(upload.send("POST", query, file), 409, "Too many imports");
        DATABASE.update("DELETE FROM calendar_source WHERE source = ?", source + "1");
        assertRejected(account.api().post(PATH + "?source=" + source, address), 409, "Too many imports");
        assertThat(DATABASE.queryValue(
                        "SELECT string_agg(source, ',') FROM calendar_source WHERE source IN (?, ?)",
                        source,
                        source + "0"))
                .isEqualTo(source + "0");
        DATABASE.update("DELETE FROM calendar_import WHERE account_id = ?", account.id());
        DATABASE.update("DELETE FROM calendar_source WHERE account_id = ?", account.id());
    }

    @Test
    void concurrent_requests_add_no_more_addresses_than_allowed() {
        List<TestAccount> admins = IntStream.range(0, 5)
                .mapToObj(n -> ACCOUNTS.withGroups("ADMIN_GRL"))
                .toList();
        Map<String, String> address = Map.of("url", "http://127.0.0.2:1/x", "format", "csv", "country", "GRL");
        for (int round = 0; round < 4; round++) {
            String name = source + "-" + round + "-";
            DATABASE.update("""
                    INSERT INTO calendar_source (country_id, source, account_id, format, url, columns, gone, next_at)
                    SELECT 'GRL', ? || n, ?, 'csv', 'http://127.0.0.2:1/x', '{}', 'keep', '2100-01-01'
                      FROM generate_series(1, 19) n""", name, admins.get(0).id());
            List<Integer> statuses = LoadGenerator.run(admins.size(), admins.size(), n -> admins.get(n)
                    .api()
                    .post(PATH + "?source=" + name + "own" + n, address)
                    .status());
            assertThat(statuses).containsOnly(202, 409).containsOnlyOnce(202);
            DATABASE.update("DELETE FROM calendar_source WHERE country_id = 'GRL'");
        }
    }

    @Test
    void slow_addresses_do_not_delay_uploads() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int n = 0; n < 4; n++) {
                String url = "http://127.0.0.1:" + silent.getLocalPort() + "/" + n;
                Map<String, String> address = Map.of("url", url, "format", "csv", "country", "EST");
                admin.post(PATH + "?source=" + source + "-slow" + n, address).requireStatus(202);
            }
            long start = System.nanoTime();
            assertThat(counts(imported("", row(1, "A")))).isEqualTo("new=1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
        }
        DATABASE.update("DELETE FROM calendar_source WHERE source LIKE ?", source + "%");
    }

    @Test
    void report_is_paged() {
        String path = PATH + "/" + imported("", rows(1, 5)).get("id").asText();
        assertThat(rowsByPage(path + "?limit=2")).containsExactly("2,3", "4,5", "6");
        assertThat(rowsByPage(path + "?limit=5")).containsExactly("2,3,4,5,6");
        assertInvalid(admin.get(path + "?limit=1001&from=1"), "query.limit");

        DATABASE.update(
                "UPDATE calendar_import_row SET detail = CASE WHEN position % 2 = 0"
                        + " THEN '\"' || repeat('x', 700000) || '\"' END WHERE import_id::text = ?",
                path.substring(PATH.length() + 1));
        List<String> pages = rowsByPage(path);
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(String.join(",", pages)).isEqualTo("2,3,4,5,6");
        assertThat(admin.get(path).text().length()).isLessThan(2 << 20);
    }

    private List<String> rowsByPage(String first) {
        List<String> pages = new ArrayList<>();
        for (String page = first; page != null; ) {
            Response response = admin.get(page);
            pages.add(String.join(",", texts(response.json().get("rows"), row -> row.get("row")
                    .asText())));
            page = response.next();
        }
        return pages;
    }

    @Test
    void body_of_more_than_10_mib_is_413() {
        byte[] file = new byte[(10 << 20) + 1];
        assertThat(admin.with("Content-Type", "text/csv")
                        .send("POST", PATH + "?country=EST", file)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void address_is_imported_again_each_night_until_it_is_ended() throws IOException {
        AtomicReference<String> file = new AtomicReference<>(HEADER + rows(1, 2));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/calendar.csv", exchange -> {
            byte[] content = file.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/calendar.csv");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            JsonNode first = fromAddress(url + "/calendar.csv");
            assertThat(counts(first)).isEqualTo("new=2");
            file.set(HEADER + rows(1, 3));
            DATABASE.update("UPDATE calendar_source SET next_at = now() WHERE source = ?", source);
            Eventually.within(60, () -> list().size() == 3);
            assertThat(DATABASE.queryValue("SELECT next_at > now() FROM calendar_source WHERE source = ?", source))
                    .isEqualTo("t");
            assertThat(DATABASE.queryValue("SELECT count(*) FROM calendar_import WHERE source = ?", source))
                    .isEqualTo("2");
            admin.delete(PATH + "/" + first.get("id").asText()).requireStatus(204);
            assertThat(DATABASE.queryValue("SELECT count(*) FROM calendar_source WHERE source = ?", source))
                    .isEqualTo("0");
            assertThat(fromAddress(url + "/moved").get("detail").asText()).contains("not redirect");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.2:1/x, cannot be reached", "http://no-such-host.invalid/x, cannot be resolved"})
    void address_without_a_file_fails_the_import(String url, String detail) {
        assertThat(fromAddress(url).get("detail").asText()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource({"http://10.0.0.1/x", "http://2130706433/x", "http://user@127.0.0.1/x", "file:///etc/passwd"})
    void address_that_is_not_allowed_is_422(String url) {
        Response response =
                admin.post(PATH + "?source=" + source, Map.of("url", url, "format", "csv", "country", "EST"));
        assertInvalid(response, "body.url");
    }

    /** PROMISES E13: successive versions, beside another source that must stay as it is. */
    @Test
    void e13_successive_versions_touch_only_their_source_and_delete_only_what_is_gone() {
        int size = TestSuites.isFullRun() ? 200 : 30;
        int versions = TestSuites.isFullRun() ? 50 : 20;
        Response other = upload("FIN", source + "-other", "", "text/csv", HEADER + rows(1_001, 1_010));
        List<String> others = ids(finished(other.requireStatus(202).header("Location")));
        Random random = new Random(13);
        Map<Integer, String> calendar = new TreeMap<>();
        IntStream.range(0, size).forEach(n -> calendar.put(n, "A"));
        Map<String, String> stored = new TreeMap<>();
        int held = 0;
        for (int version = 0; version < versions; version++) {
            boolean large = version % 10 == 9;
            int removed = large ? size / 2 : random.nextInt(3);
            List<Integer> keys = new ArrayList<>(calendar.keySet());
            IntStream.range(0, removed).forEach(n -> calendar.remove(keys.get(random.nextInt(keys.size()))));
            IntStream.range(0, 3).forEach(n -> calendar.put(random.nextInt(size), "B" + random.nextInt(9)));
            String file = calendar.entrySet().stream()
                    .map(entry -> row(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining());
            JsonNode report = imported("FIN", "&gone=delete", file);
            int gone = report.get("counts").get("gone").asInt();
            assertThat(report.get("state").asText()).isEqualTo(gone * 5 > stored.size() ? "held" : "done");
            if (report.get("state").asText().equals("held")) {
                held++;
                String path = PATH + "/" + report.get("id").asText();
                assertThat(stored.keySet()).allMatch(ImportTest::exists);
                admin.send("POST", path + "/confirm", null).requireStatus(202);
                report = finished(path);
            }
            assertThat(report.get("counts").get("refused").asInt()
                            + report.get("counts").get("duplicate").asInt())
                    .isZero();
            for (JsonNode row : report.get("rows")) {
                if (row.get("outcome").asText().equals("gone")) {
                    stored.remove(row.get("id").asText());
                } else {
                    stored.put(row.get("id").asText(), row.get("outcome").asText());
                }
            }
            assertThat(stored.keySet()).containsExactlyInAnyOrderElementsOf(storedIds("FIN"));
        }
        assertThat(held).isPositive();
        assertThat(others).allSatisfy(id -> assertThat(history(id)).isEqualTo("created"));
    }

    /** Those of the other source have numbers from 1001. */
    private List<String> storedIds(String country) {
        List<String> ids = new ArrayList<>();
        String query = "?country=" + country + "&q=" + source;
        for (JsonNode one : admin.get(TestCompetitions.PATH + query).json()) {
            String number = one.get("national_id").asText().substring(source.length() + 1);
            if (Integer.parseInt(number) <= 1_000) {
                ids.add(idOf(one));
            }
        }
        return ids;
    }

    private String name(int number) {
        return source + " meet " + number;
    }

    private static LocalDate day(int number) {
        return LocalDate.of(2041, 1, 1).plusDays(number % 1_000 % 360);
    }

    private String row(int number, String city) {
        return "%s-%d;%s;%s;%s%n".formatted(source, number, name(number), day(number), city);
    }

    private String rows(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> row(n, "A" + n)).collect(Collectors.joining());
    }

    private JsonNode imported(String query, String rows) {
        return imported("EST", query, rows);
    }

    private JsonNode imported(String country, String query, String rows) {
        Response response = upload(country, source, query, "text/csv", HEADER + rows);
        return finished(response.requireStatus(202).header("Location"));
    }

    private JsonNode uploaded(String type, String file) {
        return finished(upload("EST", source, "", type, file).requireStatus(202).header("Location"));
    }

    private Response upload(String country, String name, String query, String type, String file) {
        return admin.with("Content-Type", type)
                .send(
                        "POST",
                        PATH + "?country=" + country + "&source=" + name + query,
                        file.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode fromAddress(String url) {
        Response response =
                admin.post(PATH + "?source=" + source, Map.of("url", url, "format", "csv", "country", "EST"));
        return finished(response.requireStatus(202).header("Location"));
    }

    private JsonNode finished(String path) {
        Eventually.within(
                120, () -> !admin.get(path).json().get("state").asText().equals("running"));
        return admin.get(path).json();
    }

    private static String counts(JsonNode report) {
        return new TreeMap<>(report.get("counts").properties().stream()
                        .filter(count -> count.getValue().asInt() > 0)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, count -> count.getValue().asText())))
                .entrySet().stream()
                        .map(count -> count.getKey() + "=" + count.getValue())
                        .collect(Collectors.joining(" "));
    }

    private static List<String> ids(JsonNode report) {
        return texts(report.get("rows"), row -> row.get("id").asText());
    }

    private List<JsonNode> list() {
        JsonNode found = admin.get(TestCompetitions.PATH + "?country=EST&year=2041&q=" + source)
                .json();
        List<JsonNode> all = new ArrayList<>();
        found.forEach(all::add);
        return all;
    }

    private static JsonNode competition(String id) {
        return ADMIN.api().get(TestCompetitions.PATH + id).json();
    }

    private static boolean exists(String id) {
        return ADMIN.api().get(TestCompetitions.PATH + id).status() == 200;
    }

    private static String history(String id) {
        return DATABASE.queryValue(
                "SELECT string_agg(action, ',' ORDER BY id) FROM competition_history WHERE competition_id = ?::uuid",
                id);
    }
}
