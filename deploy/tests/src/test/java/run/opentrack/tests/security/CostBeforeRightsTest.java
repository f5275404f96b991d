package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/**
 * Cost of calls by an account without rights, with the worst known input of each. They are sent to the services
 * themselves, as the gateway's rate limits would hide the cost.
 */
@Isolated
class CostBeforeRightsTest {
    private static final boolean FULL = TestSuites.isFullRun();
    private static final int CLIENTS = FULL ? 32 : 16;
    private static final Duration ATTACK = FULL ? Duration.ofSeconds(12) : Duration.ofMillis(400);
    private static final Duration BASELINE = FULL ? Duration.ofSeconds(6) : Duration.ofMillis(700);
    /** Shorter times are noise on two processors that the clients use as well. */
    private static final double MIN_BASELINE_MILLIS = FULL ? 25 : 500;

    private static final long MAX_GROWTH_MIB = 128;
    private static final int MAX_REFUSAL_BYTES = 64 << 10;
    private static final int MIB = 1 << 20;
    private static final int ROWS_OF_A_YEAR = FULL ? 38_000 : 4_000;

    /** No other test uses Bouvet Island and South Georgia. */
    private static final String LARGE = "BVT";

    private static final String CROWDED = "SGS";

    private static final String BY_NATIONAL_ID =
            TestCompetitions.PATH + "by-national-id/{country_id}/{year}/{national_id}";

    /** Calls whose cost is bounded by limits of their own, with tests of their own: they hash a password or send a mail. */
    private static final Set<String> LIMITED = Set.of(
            "POST /api/v1/auth/token",
            "POST /api/v1/auth/signup",
            "DELETE /api/v1/auth/me",
            "POST /api/v1/auth/me/password",
            "POST /api/v1/auth/password/forgotten",
            "POST /api/v1/auth/password/reset",
            "POST /api/v1/auth/confirmation");

    private static final Suite SUITE = TestSuites.shared();
    private static final TestAccounts ACCOUNTS = new TestAccounts(SUITE);
    private static final TestAccounts.TestAccount ATTACKER = ACCOUNTS.withGroups();
    private static final TestAccounts.TestAccount EDITOR = ACCOUNTS.withGroups("ADMIN_" + LARGE, "ADMIN_" + CROWDED);
    private static final TestDatabase DATABASE = new TestDatabase(SUITE);

    private static final Map<String, Object> LARGE_COMPETITION =
            TestCompetitions.with(TestCompetitions.small(LARGE, "1899-12-31"), "events", List.of(Map.of("a", "x")));
    private static final AtomicInteger DAY = new AtomicInteger();
    private static String largeId;

    /**
     * @param operation method and path of the OpenAPI document
     * @param ordinary request of the same size that is refused or answered without effort
     */
    private record Call(String operation, Service service, String name, String worst, String ordinary) {}

    @BeforeAll
    static void write() {
        largeId = CompetitionCopies.of(EDITOR.api(), DATABASE, LARGE_COMPETITION, 11);
        DATABASE.update("UPDATE opentrack.competition SET date = '1899-12-31', finish_date = '1899-12-31', year = 1899,"
                + " national_id = 'N1',"
                + " events = replace(events, '\"x\"', '\"' || repeat('x', 948 * 1024) || '\"'),"
                + " rendered = replace(rendered, '{\"a\":\"x\"}', '{\"a\":\"' || repeat('x', 948 * 1024) || '\"}')"
                + " WHERE country_id = '" + LARGE + "'");
        CompetitionCopies.of(EDITOR.api(), DATABASE, TestCompetitions.small(CROWDED, "1899-12-31"), ROWS_OF_A_YEAR);
        // Names of 190 letters in short words, on the days of one year.
        DATABASE.update("UPDATE opentrack.competition c SET full_name = n.name, name_key = n.name, year = 1900,"
                + " national_id = 'N' || n.row,"
                + " date = '1900-01-01'::date + n.row % 365, finish_date = '1900-01-01'::date + n.row % 365"
                + " FROM (SELECT id, row, left(regexp_replace(translate(md5(row::text) || md5('a' || row) ||"
                + " md5('b' || row) || md5('c' || row), '0123456789', 'ghijklmnop'), '(..)', '\\1 ', 'g'), 190)"
                + " AS name FROM (SELECT id, (row_number() OVER ())::int AS row FROM opentrack.competition"
                + " WHERE country_id = '" + CROWDED + "') numbered) n WHERE c.id = n.id");
        DATABASE.update("ANALYZE opentrack.competition");
    }

    @AfterAll
    static void remove() {
        CompetitionCopies.remove(DATABASE, LARGE);
        CompetitionCopies.remove(DATABASE, CROWDED);
    }

    @Test
    void every_write_and_list_call_has_its_worst_inputs_here() {
        Set<String> tested = calls().stream().map(Call::operation).collect(Collectors.toCollection(TreeSet::new));
        tested.addAll(LIMITED);
        Set<String> documented = new TreeSet<>();
        ACCOUNTS.anonymous().get("/openapi.json").json().get("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                    if (Set.of("get", "post", "put", "patch", "delete").contains(method)) {
                        documented.add(method.toUpperCase() + " " + path.getKey());
                    }
                }));
        documented.removeAll(Set.of("GET /api/v1/ping/", "GET /api/v1/auth/jwks", "GET /api/v1/auth/me"));
        assertThat(tested).isEqualTo(documented);
    }

    @Test
    void refusals_and_accepted_writes_have_bounded_responses() {
        List<String> wrong = new ArrayList<>();
        for (Call call : calls()) {
            String response = exchange(call.service(), call.worst());
            int status = Integer.parseInt(response.substring(9, 12));
            boolean write = !call.operation().startsWith("GET");
            if (status >= 500
                    || status >= 400 && response.length() > MAX_REFUSAL_BYTES
                    || write
                            && response.length()
                                    > Math.max(MIB, 4 * call.worst().length())) {
                wrong.add(call.name() + ": " + status + " with " + response.length() + " bytes");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Twelve equal competitions, stored before their size was limited, would make it 9 MiB. */
    @Test
    void a_conflict_has_at_most_1_mib() {
        Map<String, Object> equal = TestCompetitions.with(LARGE_COMPETITION, "events", null);
        ApiClient.Response conflict = EDITOR.api().post(TestCompetitions.PATH, equal);
        conflict.requireStatus(409);
        assertThat(conflict.text().length()).isBetween(900_000, MIB);
        assertThat(conflict.json().at("/detail/mathing_competitions")).hasSize(1);
        assertThat(conflict.json().at("/detail/override_token").asText()).isNotEmpty();
        ApiClient.Response changed = EDITOR.api().patch(TestCompetitions.PATH + largeId, Map.of("city", "X"));
        changed.requireStatus(200);
        assertThat(changed.text().length()).isLessThan(MIB);
    }

    @Test
    void a_check_of_too_many_candidates_says_so() {
        Map<String, Object> crowded = crowded();
        ApiClient.Response created = Eventually.retryOnBusy(() -> EDITOR.api().post(TestCompetitions.PATH, crowded));
        created.requireStatus(201);
        assertThat(created.header("Duplicate-Check")).isEqualTo("partial");
        ApiClient.Response conflict = Eventually.retryOnBusy(() -> EDITOR.api().post(TestCompetitions.PATH, crowded));
        conflict.requireStatus(409);
        assertThat(conflict.header("Duplicate-Check")).isEqualTo("partial");
        EDITOR.api().delete(TestCompetitions.PATH + created.json().get("id").asText());
        assertThat(EDITOR.api()
                        .post(TestCompetitions.PATH, TestCompetitions.small(CROWDED, "1899-12-31"))
                        .header("Duplicate-Check"))
                .isNull();
    }

    @Test
    void the_worst_inputs_cost_others_no_more_than_any_refusal() {
        ApiClient management = ApiClient.on(SUITE.config().ports().managementOf(Service.COMPETITION));
        List<String> wrong = new ArrayList<>();
        // The largest bodies make the heap grow once.
        createsAndTests().forEach(call -> latencyOfOthers(call.service(), call.ordinary(), Duration.ofMillis(300)));
        long before = residentMib();
        try (LoadGenerator.Background liveness = LoadGenerator.start(
                1, Duration.ofMillis(200), n -> management.get("/q/health/live").requireStatus(200))) {
            for (Call call : calls()) {
                double attacked = latencyOfOthers(call.service(), call.worst(), ATTACK);
                String line = String.format("%s: others' p99 %.0f ms, %d MiB", call.name(), attacked, residentMib());
                if (attacked > 2 * MIN_BASELINE_MILLIS) {
                    double baseline = latencyOfOthers(call.service(), call.ordinary(), BASELINE);
                    line += String.format(", with ordinary calls %.0f ms", baseline);
                    if (attacked > 2 * baseline) {
                        wrong.add(line);
                    }
                }
                System.out.println(line);
            }
            assertThat(liveness.failures()).isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(residentMib() - before).as("growth, MiB").isLessThan(MAX_GROWTH_MIB);
    }

    /** 99th percentile of a list, a read and a create of others, in milliseconds. */
    private static double latencyOfOthers(Service service, String request, Duration time) {
        ApiClient api = EDITOR.api();
        try (LoadGenerator.Background others = LoadGenerator.start(
                        1, Duration.ofMillis(5), n -> api.get(TestCompetitions.PATH + "?country=MLT&limit=5")
                                .requireStatus(200))
                .add(1, Duration.ofMillis(5), n -> api.get("/api/v1/auth/me").requireStatus(200))
                .add(1, Duration.ofMillis(20), n -> api.post(
                                TestCompetitions.PATH, TestCompetitions.small(LARGE, nextDay()))
                        .requireStatus(201))) {
            LoadGenerator.withoutPause(portOf(service), CLIENTS, time).run(() -> request);
            others.close();
            // On a machine that is busy otherwise a few are late.
            if (FULL) {
                assertThat(others.failures())
                        .hasSizeLessThanOrEqualTo(others.millis().size() / 100);
            }
            return LoadGenerator.percentile(others.millis(), 0.99);
        }
    }

    private static LocalDate nextDay() {
        return LocalDate.of(1950, 1, 1).plusDays(DAY.incrementAndGet());
    }

    private static List<Call> calls() {
        List<Call> calls = new ArrayList<>(createsAndTests());
        calls.addAll(changes());
        calls.addAll(lists());
        calls.addAll(nationalIds());
        calls.addAll(callsOfOtherServices());
        return calls;
    }

    private static List<Call> createsAndTests() {
        String create = "POST " + TestCompetitions.PATH;
        Map<String, Object> equal = TestCompetitions.with(LARGE_COMPETITION, "events", null);
        String members = members(990, "m".repeat(490));
        String tooMany = members(60_000, "m");
        String numbers = members(1, "events\":[{\"a\":[" + "0,".repeat(400_000) + "0]}],\"m");
        String repeated = "{" + "\"a\":0,".repeat(150_000) + "\"a\":0}";
        return List.of(
                competition(create, "create of a duplicate of large ones", "", Json.text(equal)),
                competition(create, "create of 366 days with long names", "", Json.text(crowded())),
                competition(
                        create,
                        "create with a long override token",
                        "",
                        Json.text(TestCompetitions.with(equal, "override_token", "e.".repeat(49_000)))),
                competition(
                        create,
                        "create with an Idempotency-Key",
                        "Idempotency-Key: k1\r\n",
                        Json.text(TestCompetitions.with(equal, "events", List.of(Map.of("a", "x".repeat(60_000)))))),
                competition(create, "create with many members", "", members),
                competition(create, "create with too many members", "", tooMany),
                competition(create, "create with one member many times", "", repeated),
                competition(create, "create with many numbers", "", numbers),
                competition(create + "bulk", "bulk create of duplicates of large ones", "", bulk(Json.text(equal))),
                competition(create + "bulk", "bulk create of 366 days with long names", "", bulk(Json.text(crowded()))),
                competition(create + "test", "test with many members", "", members),
                competition(create + "test", "test with too many members", "", tooMany),
                competition(create + "test", "test with one member many times", "", repeated));
    }

    private static String members(int count, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> ",\"" + prefix + i + "\":0")
                .collect(Collectors.joining(
                        "", "{\"full_name\":\"A\",\"country_id\":\"BVT\",\"date\":\"1950-01-01\"", "}"));
    }

    /** Call with the most items that are allowed and that an ordinary request of the same size takes. */
    private static String bulk(String item) {
        return "[" + String.join(",", Collections.nCopies(Math.min(1_000, 1_000_000 / item.length()), item)) + "]";
    }

    private static List<Call> changes() {
        String path = TestCompetitions.PATH + "{id}";
        String events = Json.text(Map.of("events", List.of(Map.of("a", "x".repeat(60_000)))));
        String replacement = Json.text(TestCompetitions.with(
                TestCompetitions.small(LARGE, "1899-12-31"), "events", List.of(Map.of("a", "x".repeat(60_000)))));
        return List.of(
                competition("PATCH " + path, "change of a large one", "", events),
                competition("POST " + path, "change of a large one by POST", "If-Match: \"a\"\r\n", events),
                competition(
                        "PUT " + path + "/status",
                        "status of a large one",
                        "If-Match: \"a\"\r\n",
                        Json.text(Map.of("status", "cancelled", "other", "x".repeat(60_000)))),
                competition("DELETE " + path, "deletion of a large one", "", ""),
                competition("PUT " + BY_NATIONAL_ID, "replacement of a large one", "", replacement),
                competition("PATCH " + BY_NATIONAL_ID, "change of a large one by national id", "", events),
                competition("DELETE " + BY_NATIONAL_ID, "deletion of a large one by national id", "", ""),
                competition("GET " + path + "/history", "history of a large one", "", ""),
                competition(
                        "POST " + TestCompetitions.PATH + "redactions",
                        "redaction without rights",
                        "",
                        Json.text(Map.of("email", "a".repeat(60) + "@x.example"))),
                competition("GET " + TestCompetitions.PATH + "redactions/{id}", "redaction of others", "", ""));
    }

    private static List<Call> lists() {
        String list = "GET " + TestCompetitions.PATH;
        String words =
                IntStream.range(0, 26).mapToObj(i -> "" + (char) ('a' + i)).collect(Collectors.joining("%20"));
        List<Call> calls = new ArrayList<>();
        for (String query : List.of(
                "?q=" + words + "&limit=1000",
                "?q=a&limit=1000",
                "?" + "country=MLT&".repeat(200) + "limit=1000",
                "?updated_since=1970-01-01T00:00:00Z&limit=1000",
                "?after=" + "e".repeat(3_000),
                "?status=scheduled&include=status,etag,updated_at,national_ids&limit=1000&country=" + CROWDED,
                "?limit=1000&country=" + CROWDED)) {
            String name = "list " + query.substring(0, Math.min(30, query.length()));
            String ordinary = request("GET", TestCompetitions.PATH + "?limit=1000&country=" + CROWDED, "", "");
            calls.add(new Call(
                    list, Service.COMPETITION, name, request("GET", TestCompetitions.PATH + query, "", ""), ordinary));
        }
        return calls;
    }

    private static List<Call> nationalIds() {
        String crosswalk = TestCompetitions.PATH + "ids";
        String ofCrowded = request("GET", crosswalk + "?country=" + CROWDED + "&year=1900", "", "");
        String list = request("GET", TestCompetitions.PATH + "?limit=1000&country=" + CROWDED, "", "");
        String byNationalId = request("GET", pathOf(BY_NATIONAL_ID), "", "");
        return List.of(
                new Call("GET " + crosswalk, Service.COMPETITION, "crosswalk of a crowded year", ofCrowded, list),
                new Call(
                        "GET " + TestCompetitions.PATH + "changes",
                        Service.COMPETITION,
                        "changes of a crowded country in another year",
                        request("GET", TestCompetitions.PATH + "changes?year=1990&country=" + CROWDED, "", ""),
                        list),
                new Call(
                        "GET " + BY_NATIONAL_ID,
                        Service.COMPETITION,
                        "read by national id",
                        byNationalId,
                        byNationalId));
    }

    private static String pathOf(String template) {
        return template.replace("{country_id}/{year}/{national_id}", LARGE + "/1899/N1")
                .replace("{id}", largeId);
    }

    private static List<Call> callsOfOtherServices() {
        String account = "/api/v1/auth/accounts/" + EDITOR.id();
        List<Call> calls = new ArrayList<>();
        calls.add(other("GET /api/v1/auth/accounts", Service.AUTH, "/api/v1/auth/accounts?email=" + "a".repeat(3_000)));
        calls.add(other("GET /api/v1/auth/accounts/{id}", Service.AUTH, account));
        calls.add(other("PATCH /api/v1/auth/accounts/{id}", Service.AUTH, account));
        calls.add(other(
                "POST /api/v1/auth/accounts/{id}/one-time-password", Service.AUTH, account + "/one-time-password"));
        calls.add(other("PUT /api/v1/auth/accounts/{id}/groups/{group}", Service.AUTH, account + "/groups/ADMIN_MLT"));
        calls.add(
                other("DELETE /api/v1/auth/accounts/{id}/groups/{group}", Service.AUTH, account + "/groups/ADMIN_MLT"));
        String own = "/api/v1/auth/me/group-requests";
        calls.add(other("GET " + own, Service.AUTH, own));
        calls.add(other("POST " + own, Service.AUTH, own));
        String imports = "/api/v1/imports";
        String table = "national_id,full_name,date\n" + "1,A,1950-01-01\n".repeat(60_000);
        calls.add(new Call(
                "POST " + imports,
                Service.COMPETITION,
                "import of a long table",
                request("POST", imports + "?country=" + LARGE, "Content-Type: text/csv\r\n", table),
                request("POST", TestCompetitions.PATH + "test", "", table)));
        calls.add(competition("GET " + imports, "imports of others", "", ""));
        calls.add(competition("GET " + imports + "/{id}", "import of others", "", ""));
        calls.add(competition("DELETE " + imports + "/{id}", "removal of an import of others", "", ""));
        calls.add(competition("POST " + imports + "/{id}/confirm", "confirmation of an import of others", "", ""));
        String duplicates = "/api/v1/duplicates";
        calls.add(new Call(
                "GET " + duplicates,
                Service.COMPETITION,
                "queue of a country of others",
                request("GET", duplicates + "?limit=1000&country=" + LARGE, "", ""),
                request("POST", TestCompetitions.PATH + "test", "", "{}")));
        String decision = "{\"same\":false}";
        calls.add(competition("POST " + duplicates + "/{id}", "decision about a pair of others", "", decision));
        calls.add(competition("POST " + duplicates + "/{id}/undo", "undo of a merge of others", "", ""));
        String requests = "/api/v1/auth/group-requests";
        calls.add(other("GET " + requests, Service.AUTH, requests));
        calls.add(other("POST " + requests + "/{id}", Service.AUTH, requests + "/" + UUID.randomUUID()));
        String keys = "/api/v1/auth/keys";
        calls.add(other("GET " + keys, Service.AUTH, keys));
        calls.add(other("POST " + keys, Service.AUTH, keys));
        calls.add(other("POST " + keys + "/{id}/rotate", Service.AUTH, keys + "/0123456789/rotate"));
        calls.add(other("DELETE " + keys + "/{id}", Service.AUTH, keys + "/0123456789"));
        calls.add(other("POST " + keys + "/leaked", Service.AUTH, keys + "/leaked"));
        calls.add(other(
                "GET /api/v1/auth/audit", Service.AUTH, "/api/v1/auth/audit?limit=1000&since=1970-01-01T00:00:00Z"));
        calls.add(other("GET /api/v1/exports/", Service.EXPORT, "/api/v1/exports/"));
        calls.add(other("POST /api/v1/exports/", Service.EXPORT, "/api/v1/exports/"));
        calls.add(other("GET /api/v1/exports/{id}", Service.EXPORT, "/api/v1/exports/" + UUID.randomUUID()));
        String webhooks = "/api/v1/webhooks";
        String webhook = webhooks + "/" + UUID.randomUUID();
        calls.add(other("GET " + webhooks, Service.EXPORT, webhooks));
        calls.add(other("POST " + webhooks, Service.EXPORT, webhooks));
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            calls.add(other(method + " " + webhooks + "/{id}", Service.EXPORT, webhook));
        }
        for (String call : List.of("POST secret", "POST ping", "POST replay", "GET deliveries")) {
            String[] parts = call.split(" ");
            calls.add(other(parts[0] + " " + webhooks + "/{id}/" + parts[1], Service.EXPORT, webhook + "/" + parts[1]));
        }
        calls.add(other(
                "POST " + webhooks + "/{id}/deliveries/{delivery}/again",
                Service.EXPORT,
                webhook + "/deliveries/" + UUID.randomUUID() + "/again"));
        calls.add(new Call(
                "GET " + TestCompetitions.PATH + "{id}",
                Service.COMPETITION,
                "read of a large one",
                request("GET", TestCompetitions.PATH + largeId, "", ""),
                request("GET", TestCompetitions.PATH + largeId, "", "")));
        return calls;
    }

    /** The ordinary request validates the same body only, which comes before the check of rights. */
    private static Call competition(String operation, String name, String headers, String body) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = pathOf(operation.substring(method.length() + 1));
        String ordinary = request("POST", TestCompetitions.PATH + "test", "", body.isEmpty() ? "{}" : body);
        return new Call(operation, Service.COMPETITION, name, request(method, path, headers, body), ordinary);
    }

    private static Call other(String operation, Service service, String target) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = service == Service.AUTH ? "/api/v1/auth/me" : "/api/v1/exports/";
        return new Call(
                operation,
                service,
                operation,
                request(method, target, "", method.equals("PATCH") ? "{\"enabled\":false}" : ""),
                request("GET", path, "", ""));
    }

    private static Map<String, Object> crowded() {
        Map<String, Object> competition = TestCompetitions.small(CROWDED, "1900-01-01");
        competition.put(
                "full_name", "qx zy wv ut sr qp on ml kj ih gf ed cb ay xw vu ts rq po nm lk ji hg fe dc ba".repeat(2));
        competition.put("finish_date", "1900-12-31");
        return competition;
    }

    private static String request(String method, String path, String headers, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + ATTACKER.token() + "\r\n"
                + headers + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static String exchange(Service service, String request) {
        try (RawSocket client = RawSocket.to(portOf(service))) {
            client.send(request);
            return client.readResponse();
        }
    }

    private static int portOf(Service service) {
        return SUITE.config().ports().of(service);
    }

    private static long residentMib() {
        return ProcessStats.of(SUITE.process("competition-service")).residentKib() / 1_024;
    }
}
