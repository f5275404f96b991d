package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Repeated creates with an Idempotency-Key or a chosen id. */
class IdempotencyTest {
    private static final String BULK = TestCompetitions.PATH + "bulk";

    private final Suite suite = TestSuites.faulty().suite();
    private final ApiClient superuser = new TestAccounts(suite).superuser();
    private final TestDatabase database = new TestDatabase(suite);
    private final String key = UUID.randomUUID().toString();
    private final ApiClient keyed = superuser.with("Idempotency-Key", key);
    private final Map<String, Object> body = TestCompetitions.small("EST", "2032-05-08");

    @Test
    void fifty_concurrent_creates_with_one_key_create_one_competition_with_one_response() {
        List<Response> responses = LoadGenerator.run(50, 50, i -> keyed.post(TestCompetitions.PATH, body));
        Set<String> confirmed = responses.stream()
                .filter(response -> response.status() == 201)
                .map(Response::text)
                .collect(Collectors.toSet());
        assertThat(confirmed).hasSize(1);
        assertThat(responses)
                .allSatisfy(response -> assertThat(response.status()).isIn(201, 409));
        assertThat(responses.stream().filter(response -> response.status() == 409))
                .allSatisfy(response -> assertThat(response.text()).contains("is in progress"));
        assertThat(IntStream.range(0, 50).mapToObj(i -> keyed.post(TestCompetitions.PATH, body)))
                .extracting(Response::text)
                .containsOnly(confirmed.iterator().next());
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void a_response_is_stored_for_24_hours() {
        Response first = keyed.post(TestCompetitions.PATH, body);
        first.requireStatus(201);
        assertThat(setAge("23 hours 59 minutes")).isEqualTo(1);
        assertThat(keyed.post(TestCompetitions.PATH, body).text()).isEqualTo(first.text());
        keyed.post(TestCompetitions.PATH, TestCompetitions.with(body, "city", "Tartu"))
                .requireStatus(422);
        assertThat(setAge("24 hours 1 minute")).isEqualTo(1);
        Response repeated = keyed.post(TestCompetitions.PATH, body);
        assertThat(repeated.status())
                .as("evaluated again, a duplicate: " + repeated)
                .isEqualTo(409);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void the_response_to_a_bulk_call_is_stored_although_its_client_disconnects() {
        TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_EST");
        List<Map<String, Object>> items = competitions(2033);
        String json = Json.text(items);
        try (RawSocket connection =
                RawSocket.to(URI.create(suite.describe().gatewayUrl()).getPort())) {
            connection.send("POST " + BULK + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + account.token() + "\r\nIdempotency-Key: " + key
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
            Eventually.within(20, () -> written(account) > 0);
        }
        Eventually.within(20, () -> written(account) == items.size());
        ApiClient repeated = account.api().with("Idempotency-Key", key);
        Eventually.within(
                20,
                () -> repeated.post(BULK, items).json().at("/counts/created").asInt() == items.size());
    }

    @Test
    void a_bulk_call_in_progress_is_not_executed_by_another_replica() {
        TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_EST");
        ApiClient one = replica("competition-service", account);
        ApiClient other = replica("competition-service-2", account);
        List<Map<String, Object>> items = competitions(2034);
        CompletableFuture<Response> executed = CompletableFuture.supplyAsync(() -> one.post(BULK, items));
        Eventually.within(20, () -> leases().equals("1"));
        Response conflict = other.post(BULK, items).requireStatus(409);
        assertThat(conflict.text()).contains("is in progress");
        Response first = executed.join().requireStatus(200);
        assertThat(first.json().at("/counts/created").asInt()).isEqualTo(items.size());
        assertThat(other.post(BULK, items).text()).isEqualTo(first.text());
        assertThat(leases()).isEqualTo("0");
    }

    @Test
    void a_bulk_call_of_a_killed_replica_can_be_repeated_after_its_lease() {
        TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_EST");
        ApiClient replica = replica("competition-service", account);
        database.update(
                "INSERT INTO bulk_call_lease VALUES (?::uuid, ?, now() + interval '1 minute')", account.id(), key);
        replica.post(BULK, List.of(body)).requireStatus(409);
        database.update("UPDATE bulk_call_lease SET lease_until = now() WHERE key = ?", key);
        replica.post(BULK, List.of(body)).requireStatus(200);
        assertThat(rows()).isEqualTo(1);
    }

    private ApiClient replica(String process, TestAccounts.TestAccount account) {
        return ApiClient.on(suite.port(process)).withToken(account.token()).with("Idempotency-Key", key);
    }

    private static List<Map<String, Object>> competitions(int year) {
        return IntStream.range(0, 500)
                .mapToObj(n ->
                        TestCompetitions.small("EST", LocalDate.of(year, 1, 1).plusDays(n % 365)))
                .toList();
    }

    private String leases() {
        return database.queryValue("SELECT count(*) FROM bulk_call_lease WHERE key = ?", key);
    }

    private long written(TestAccounts.TestAccount account) {
        return Long.parseLong(
                database.queryValue("SELECT count(*) FROM competition_history WHERE account_id = ?", account.id()));
    }

    /** A small request may get a conflict of 1 MiB. */
    @Test
    void long_conflicts_of_an_account_are_stored_up_to_a_size() {
        TestAccounts.TestAccount account = new TestAccounts(suite).withGroups("ADMIN_EST");
        List<Map<String, String>> events = List.of(Map.of("a", "x".repeat(20_000)));
        account.api()
                .post(TestCompetitions.PATH, TestCompetitions.with(body, "events", events))
                .requireStatus(201);
        ApiClient conflicting = account.api().with("Idempotency-Key", key);
        conflicting.post(TestCompetitions.PATH, body).requireStatus(409);
        assertThat(stored(account)).isEqualTo("1");
        database.update("UPDATE idempotent_answer SET body = repeat('x', 33000000) WHERE key = ?", key);
        account.api()
                .with("Idempotency-Key", key + "2")
                .post(TestCompetitions.PATH, body)
                .requireStatus(409);
        assertThat(stored(account)).isEqualTo("2");
        database.update("UPDATE idempotent_answer SET body = repeat('x', 34000000) WHERE key = ?", key);
        account.api()
                .with("Idempotency-Key", key + "3")
                .post(TestCompetitions.PATH, body)
                .requireStatus(409);
        assertThat(stored(account)).isEqualTo("2");
    }

    private String stored(TestAccounts.TestAccount account) {
        return database.queryValue("SELECT count(*) FROM idempotent_answer WHERE account_id = ?", account.id());
    }

    @Test
    void a_repeated_id_is_a_conflict_and_overwrites_nothing() {
        String id = UUID.randomUUID().toString();
        Response first = superuser.post(TestCompetitions.PATH, TestCompetitions.with(body, "id", id));
        assertThat(first.json().get("id").asText()).isEqualTo(id);
        Map<String, Object> another = TestCompetitions.with(TestCompetitions.small("LVA", "2033-01-02"), "id", id);
        List<Response> responses = LoadGenerator.run(10, 10, i -> superuser.post(TestCompetitions.PATH, another));
        assertThat(responses).extracting(Response::status).containsOnly(409);
        assertThat(superuser.get(TestCompetitions.PATH + id).text()).isEqualTo(first.text());
    }

    private int setAge(String interval) {
        return database.update(
                "UPDATE idempotent_answer SET created_at = now() - ?::interval WHERE key = ?", interval, key);
    }

    private long rows() {
        return Long.parseLong(
                database.queryValue("SELECT count(*) FROM competition WHERE full_name = ?", body.get("full_name")));
    }
}
