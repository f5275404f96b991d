package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.CountryLockHolder;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Failures, and the request ids by which they are found again. */
class ErrorResponseTest {
    /** What a replica has of the database. */
    private static final int CONNECTIONS = 20;

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private final Suite suite = TestSuites.shared();
    private final TestAccounts people = new TestAccounts(suite);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/ping/",
                "/api/v1/auth/me",
                "/api/v1/competitions/?limit=1",
                "/api/v1/competitions/" + UNKNOWN,
                "/api/v1/competitions/" + UNKNOWN + "/history",
                "/api/v1/exports/",
                "/no/such/path"
            })
    void a_sane_request_id_comes_back_and_another_is_replaced(String path) {
        ApiClient api = people.superuser();
        String id = "test." + UUID.randomUUID() + "_1";
        assertThat(api.with("X-Request-Id", id).get(path).header("X-Request-Id"))
                .isEqualTo(id);
        for (String insane : List.of("a b", "x".repeat(65), "<script>", "a,b")) {
            String made = api.with("X-Request-Id", insane).get(path).header("X-Request-Id");
            assertThat(made).matches("[A-Za-z0-9._-]{1,64}").isNotEqualTo(insane);
        }
        assertThat(api.get(path).header("X-Request-Id"))
                .isNotEqualTo(api.get(path).header("X-Request-Id"));
    }

    @Test
    void a_failure_that_nobody_foresaw_is_500_with_the_id_that_the_log_has_and_nothing_else() throws Exception {
        ApiClient admin = people.withGroups("ADMIN_ISL").api();
        String id = "unforeseen-" + UUID.randomUUID();
        ApiClient.Response answer;
        sql("ALTER TABLE opentrack.competition_history RENAME TO competition_history_away");
        try {
            answer = admin.with("X-Request-Id", id)
                    .post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2083-01-01"));
        } finally {
            sql("ALTER TABLE opentrack.competition_history_away RENAME TO competition_history");
        }
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Internal Server Error, request " + id + "\"}");
        assertThat(answer.header("X-Request-Id")).isEqualTo(id);
        assertThat(logLines(id))
                .anySatisfy(line -> assertThat(line).contains("ERROR").contains("failed"));
        assertThat(admin.post(TestCompetitions.PATH, TestCompetitions.small("ISL", "2083-01-01"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_lock_that_is_not_to_be_had_is_503_within_reason_and_writes_nothing() throws Exception {
        ApiClient admin = people.withGroups("ADMIN_GRL").api();
        String id = "locked-" + UUID.randomUUID();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-01-01");
        ApiClient.Response answer;
        try (var country = CountryLockHolder.of("GRL")) {
            answer = admin.with("X-Request-Id", id).post(TestCompetitions.PATH, competition);
            country.release();
        }
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(answer.json().get("detail").isTextual()).isTrue();
        assertThat(logLines(id)).isNotEmpty();
        assertThat(admin.get(TestCompetitions.PATH + "?country=GRL&year=2083").text())
                .isEqualTo("[]");
    }

    @Test
    void those_who_wait_for_a_country_hold_nobody_else_up() throws Exception {
        ApiClient admin = people.withGroups("ADMIN_GRL", "ADMIN_FRO").api();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-02-01");
        String there = admin.post(TestCompetitions.PATH, competition).header("Location");
        String elsewhere = admin.post(TestCompetitions.PATH, TestCompetitions.small("FRO", "2083-02-01"))
                .header("Location");
        try (var country = CountryLockHolder.of("GRL")) {
            CompletableFuture<List<Integer>> waiting = CompletableFuture.supplyAsync(() -> LoadGenerator.run(
                    2 * CONNECTIONS,
                    2 * CONNECTIONS,
                    n -> (n % 2 == 0 ? admin.patch(there, Map.of("city", "Nuuk " + n)) : keyed(admin)).status()));
            country.awaitWaiter();
            // The others come to where they wait.
            Eventually.pause(300);
            long since = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(admin.get(elsewhere + "/history").status()).isEqualTo(200);
                assertThat(admin.patch(elsewhere, Map.of("city", "Tórshavn " + i))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofMillis(1_500));
            country.release();
            assertThat(waiting.get()).isSubsetOf(200, 201, 503);
        }
    }

    @Test
    void who_has_nothing_to_wait_for_is_answered_while_others_wait_for_the_country() throws Exception {
        ApiClient admin = people.withGroups("ADMIN_GRL").api();
        ApiClient stranger = people.withGroups("ADMIN_FRO").api();
        Map<String, Object> competition = TestCompetitions.small("GRL", "2083-03-01");
        ApiClient repeating = admin.with("Idempotency-Key", UUID.randomUUID().toString());
        ApiClient.Response first = repeating.post(TestCompetitions.PATH, competition);
        String there = first.header("Location");
        try (var country = CountryLockHolder.of("GRL")) {
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> admin.patch(there, Map.of("city", "Nuuk")).status());
            country.awaitWaiter();
            assertThat(repeating.post(TestCompetitions.PATH, competition).text())
                    .isEqualTo(first.text());
            assertThat(repeating.post(TestCompetitions.PATH, Map.of()).status()).isEqualTo(422);
            assertThat(keyed(stranger).status()).isEqualTo(403);
            assertThat(stranger.patch(there, Map.of("city", "Qaqortoq")).status())
                    .isEqualTo(403);
            assertThat(stranger.delete(there).status()).isEqualTo(403);
            assertThat(waiting).isNotDone();
            country.release();
            assertThat(waiting.get()).isEqualTo(200);
        }
    }

    private ApiClient.Response keyed(ApiClient admin) {
        return admin.with("Idempotency-Key", UUID.randomUUID().toString())
                .post(TestCompetitions.PATH, TestCompetitions.small("GRL", "2083-02-02"));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/competitions/, 'GET, HEAD, POST'",
        "PUT, /api/v1/competitions/" + UNKNOWN + ", 'DELETE, GET, HEAD, PATCH, POST'",
        "POST, /api/v1/competitions/" + UNKNOWN + "/history, 'GET, HEAD'",
        "GET, /api/v1/auth/token, POST",
        "GET, /api/v1/auth/signup, POST",
        "POST, /api/v1/auth/me, 'DELETE, GET, HEAD'",
        "POST, /api/v1/auth/jwks, 'GET, HEAD'",
        "DELETE, /api/v1/exports/, 'GET, HEAD, POST'",
        "POST, /api/v1/ping, 'GET, HEAD'",
        "OPTIONS, /api/v1/auth/accounts, 'GET, HEAD'"
    })
    void a_method_that_a_path_does_not_take_is_405_with_those_that_it_takes(String method, String path, String allow) {
        for (String form : List.of(path, path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/")) {
            ApiClient.Response answer = people.anonymous().send(method, form, null);
            assertThat(answer.status()).as(method + " " + form).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo(allow);
            assertThat(answer.text()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/",
                "/api/v1/nope",
                "/api/v2/ping/",
                "/api/v1/auth/",
                "/api/v1/auth/nope/",
                "/api/v1/competitions/x/y/z"
            })
    void an_unknown_path_is_404_in_json(String path) {
        ApiClient.Response answer = people.anonymous().get(path.equals("/") ? "/nope" : path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/xml",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "a/b/c",
                ";",
                "application/json; charset=utf-16"
            })
    void a_body_is_read_whatever_its_content_type_says(String contentType) {
        ApiClient api = people.superuser().with("Content-Type", contentType).with("Accept", "application/xml");
        ApiClient.Response answer =
                api.post(TestCompetitions.PATH + "test", TestCompetitions.small("EST", "2083-01-01"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(api.post("/api/v1/auth/signup", "{}").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 9_000, 12_000, 21_000, 100_000, 1_000_000})
    void a_body_of_any_allowed_length_arrives_whole(int length) {
        Map<String, Object> competition = TestCompetitions.small("EST", "2083-01-01");
        String text = "ä".repeat(length / 2);
        competition.put("events", List.of(Map.of("name", text)));
        ApiClient.Response answer = people.superuser().post(TestCompetitions.PATH + "test", competition);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/competition/events/0/name").asText()).isEqualTo(text);
    }

    private List<String> logLines(String id) throws IOException {
        return Files.readAllLines(suite.plan().log("competition-service")).stream()
                .filter(line -> line.contains(id))
                .toList();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute(statement);
        }
    }

    private Connection connect() throws SQLException {
        SuiteFile.Postgres postgres = suite.describe().postgres();
        String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + postgres.database();
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }
}
