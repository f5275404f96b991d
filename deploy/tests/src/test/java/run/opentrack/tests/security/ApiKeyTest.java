package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;

/** Promises E1 and E2: API keys, at every replica and through the gateway. */
class ApiKeyTest {
    private static final String KEYS = TestKeys.PATH;
    private static final String READ = TestCompetitions.PATH + "?country=MLT&limit=1";
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> REPLICAS = List.of("competition-service", "competition-service-2");
    /** Requests of a key are rejected this long after its revocation at the latest. */
    private static final long MAX_PROPAGATION_SECONDS = 10;
    /** Of the services' knowledge of keys. */
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(TestSuites.isFullRun() ? 5 : 1);

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);

    @Test
    void key_is_accepted_by_every_service_in_each_header() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        String key = create(owner, Map.of("scopes", List.of("competitions:read", "exports")))
                .get("key")
                .asText();
        for (ApiClient api : List.of(
                accounts.anonymous().withToken(key),
                accounts.anonymous().with("Authorization", "token " + key),
                accounts.anonymous().with("X-API-Key", key))) {
            assertThat(api.get(READ).status()).isEqualTo(200);
            assertThat(api.get("/api/v1/exports/").status()).isEqualTo(200);
            assertThat(api.get("/api/v1/auth/me")
                            .requireStatus(403)
                            .json()
                            .get("detail")
                            .asText())
                    .isEqualTo("An access token is required; API keys are not accepted here");
        }
        assertThat(accounts.anonymous()
                        .withToken(owner.token())
                        .with("X-API-Key", key)
                        .get(READ)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void key_is_listed_without_its_secret_and_its_last_use() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode created = create(owner, Map.of());
        assertThat(created.get("key").asText()).startsWith(created.get("prefix").asText());
        JsonNode listed = owner.api().get(KEYS).json();
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).has("key")).isFalse();
        assertThat(listed.get(0).get("last_used_at").isNull()).isTrue();
        accounts.anonymous().withToken(created.get("key").asText()).get(READ).requireStatus(200);
        Eventually.within(
                TestSuites.isFullRun() ? 90 : 10,
                () -> !owner.api().get(KEYS).json().get(0).get("last_used_at").isNull());
        JsonNode used = owner.api().get(KEYS).json().get(0);
        assertThat(Instant.parse(used.get("last_used_at").asText()).getEpochSecond() % 60)
                .isZero();
        assertThat(used.get("last_used_from").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void e1_no_forged_or_limited_key_is_accepted() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        String key = create(owner, Map.of()).get("key").asText();
        assertThat(accounts.anonymous().withToken(key).get(READ).status()).isEqualTo(200);
        List<String> forgeries = forgeriesOf(key);
        forgeries.addAll(endedKeysOf(owner));
        assertThat(forgeries).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        List<String> accepted = new ArrayList<>();
        for (String forgery : forgeries) {
            EntryPoints.of(suite).forEach((name, entryPoint) -> {
                if (entryPoint.get(forgery).status() != 401) {
                    accepted.add(name + " " + forgery);
                }
            });
        }
        assertThat(accepted).isEmpty();
        ApiClient anonymous = accounts.anonymous();
        for (String path : List.of(
                READ + "&api_key=" + key,
                READ + "&access_token=" + key.replace("_", "%5F"),
                TestCompetitions.PATH + key,
                "/api/v1/ping/?key=" + key)) {
            assertThat(anonymous.get(path).requireStatus(401).text()).contains("must not be part of a URL");
            assertThat(EntryPoints.replica(suite, "competition-service")
                            .get(path)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(anonymous
                        .form("/api/v1/auth/token", Map.of("username", owner.email(), "password", key))
                        .status())
                .isEqualTo(401);
        String other = withChecksum("otk_test_" + "0".repeat(42));
        assertThat(anonymous.withToken(other).get(READ).requireStatus(401).text())
                .contains("the test system");
    }

    /** Cut, changed and invented keys. */
    private static List<String> forgeriesOf(String key) {
        List<String> forgeries = new ArrayList<>();
        for (int at = "otk_live_".length(); at < key.length(); at++) {
            forgeries.add(key.substring(0, at) + (key.charAt(at) == 'x' ? 'y' : 'x') + key.substring(at + 1));
        }
        String id = key.substring(9, 19);
        forgeries.add(withChecksum("otk_live_" + id + "0".repeat(32)));
        forgeries.add(withChecksum("otk_live_" + "0".repeat(42)));
        forgeries.add(withChecksum("otk_test_" + key.substring(9, 51)));
        forgeries.add(withChecksum("otk_prod_" + key.substring(9, 51)));
        forgeries.add(withChecksum("xyz_live_" + key.substring(9, 51)));
        forgeries.addAll(List.of(key + "0", key.substring(1), "otk_live_", key.toUpperCase(), key.substring(0, 40)));
        return forgeries;
    }

    /** Revoked, reported and expired keys, after every replica has learned that they ended. */
    private List<String> endedKeysOf(TestAccount owner) {
        List<JsonNode> ended = List.of(
                create(owner, Map.of()), create(owner, Map.of()), create(owner, Map.of()), create(owner, Map.of()));
        List<String> keys =
                ended.stream().map(created -> created.get("key").asText()).toList();
        keys.forEach(key -> EntryPoints.replica(suite, "competition-service")
                .withToken(key)
                .get(READ)
                .requireStatus(200));
        owner.api().delete(KEYS + "/" + ended.get(0).get("id").asText()).requireStatus(204);
        accounts.anonymous().post(KEYS + "/leaked", Map.of("key", keys.get(1))).requireStatus(204);
        TestKeys.expireIn(new TestDatabase(suite), 0, ended.get(2), ended.get(3));
        Eventually.within(MAX_PROPAGATION_SECONDS, () -> EntryPoints.of(suite).values().stream()
                .allMatch(entryPoint ->
                        keys.stream().allMatch(key -> entryPoint.get(key).status() == 401)));
        return keys;
    }

    /** Adds the CRC-32 in base62. */
    static String withChecksum(String text) {
        String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        for (long rest = checksum.getValue(), n = 0; n < 6; rest /= 62, n++) {
            digits.insert(0, alphabet.charAt((int) (rest % 62)));
        }
        return text + digits;
    }

    @Test
    void key_outside_its_scopes_countries_and_networks_is_403() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT", "ADMIN_LVA");
        ApiClient reader = client(create(owner, Map.of("scopes", List.of("competitions:read"))));
        ApiClient writer = client(create(owner, Map.of("scopes", List.of("competitions:write"))));
        ApiClient elsewhere = client(create(owner, Map.of("networks", List.of("203.0.113.0/24", "2001:db8::/32"))));
        ApiClient here = client(create(owner, Map.of("networks", List.of("127.0.0.0/8"))));
        assertThat(reader.get(READ).status()).isEqualTo(200);
        assertThat(write(reader, "MLT").text()).isEqualTo("{\"detail\":\"The scope competitions:write is required\"}");
        assertThat(writer.get(READ).text()).isEqualTo("{\"detail\":\"The scope competitions:read is required\"}");
        write(writer, "MLT").requireStatus(201);
        assertThat(write(writer, "LVA").text())
                .isEqualTo("{\"detail\":\"The API key does not include the country LVA\"}");
        elsewhere.get(READ).requireStatus(403);
        elsewhere.with("X-Forwarded-For", "203.0.113.7").get(READ).requireStatus(403);
        here.get(READ).requireStatus(200);
        owner.api()
                .post(KEYS, TestKeys.body(Map.of("countries", List.of("EST"))))
                .requireStatus(403);
        assertThat(client(create(owner, Map.of())).get(KEYS).status()).isEqualTo(403);
    }

    @Test
    void no_documented_call_is_open_to_a_key_without_its_scope() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        ApiClient exporter = client(create(owner, Map.of("scopes", List.of("exports"))));
        ApiClient reader = client(create(owner, Map.of("scopes", List.of("competitions:read"))));
        Map<String, Integer> statuses = new TreeMap<>();
        accounts.anonymous().get("/openapi.json").json().get("paths").fields().forEachRemaining(item -> {
            String path = item.getKey()
                    .replaceAll("\\{(id|delivery)}", UUID.randomUUID().toString())
                    .replace("{country_id}", "MLT")
                    .replace("{year}", "2027")
                    .replace("{national_id}", "N-1")
                    .replace("{group}", "ADMIN_MLT");
            ApiClient api = path.startsWith("/api/v1/exports") ? reader : exporter;
            item.getValue().fields().forEachRemaining(operation -> {
                String method = operation.getKey().toUpperCase();
                JsonNode security = operation.getValue().get("security");
                if (METHODS.contains(method) && (security == null || !security.isEmpty())) {
                    byte[] body = METHODS_WITH_BODY.contains(method) ? Json.bytes(Map.of()) : null;
                    statuses.put(
                            method + " " + item.getKey(),
                            api.send(method, path, body).status());
                }
            });
        });
        assertThat(statuses).hasSizeGreaterThan(30);
        assertThat(statuses.values()).containsOnly(403, 422);
        assertThat(statuses.values().stream().filter(status -> status == 403)).hasSizeGreaterThan(20);
    }

    @Test
    void validation_comes_before_the_scope_and_a_forged_key_before_both() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode created = create(owner, Map.of("scopes", List.of("exports")));
        ApiClient key = client(created);
        ApiClient forged = accounts.anonymous().withToken(created.get("key").asText() + "x");
        for (String invalid : List.of(TestCompetitions.PATH + "?year=x", TestCompetitions.PATH + "x")) {
            key.get(invalid).requireStatus(422);
            forged.get(invalid).requireStatus(401);
        }
        key.post(TestCompetitions.PATH, Map.of("country_id", "MLT")).requireStatus(422);
        forged.post(TestCompetitions.PATH, Map.of("country_id", "MLT")).requireStatus(401);
        String large = "x".repeat(2 << 20);
        key.post(TestCompetitions.PATH, Map.of("full_name", large)).requireStatus(413);
    }

    @Test
    void e1_revoked_key_is_refused_everywhere_within_10_s() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode created =
                create(owner, Map.of("scopes", List.of("competitions:read", "competitions:write", "exports")));
        String key = created.get("key").asText();
        ApiClient replica = EntryPoints.replica(suite, "competition-service").withToken(key);
        Map<String, EntryPoints.EntryPoint> entryPoints = EntryPoints.of(suite);
        assertThat(entryPoints).hasSize(9);
        assertThat(entryPoints.values().stream()
                        .filter(entryPoint -> entryPoint.get(key).status() == 200))
                .hasSize(6);
        TestAccount other = accounts.withGroups("ADMIN_MLT");
        other.api().delete(KEYS + "/" + created.get("id").asText()).requireStatus(404);
        owner.api().delete(KEYS + "/" + created.get("id").asText()).requireStatus(204);
        assertThat(write(replica, "MLT").status()).isEqualTo(401);
        Eventually.within(MAX_PROPAGATION_SECONDS, () -> entryPoints.values().stream()
                .allMatch(entryPoint -> entryPoint.get(key).status() == 401));
        assertThat(owner.api().get(KEYS).json()).isEmpty();
    }

    @Test
    void reported_key_is_revoked_and_any_other_text_ignored() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        String key = create(owner, Map.of()).get("key").asText();
        ApiClient anonymous = accounts.anonymous();
        for (String text : List.of("x", key + "x", withChecksum("otk_live_" + "0".repeat(42)), key, key)) {
            anonymous.post(KEYS + "/leaked", Map.of("key", text)).requireStatus(204);
        }
        Eventually.within(
                MAX_PROPAGATION_SECONDS,
                () -> anonymous.withToken(key).get(READ).status() == 401);
        assertThat(accounts.superuser()
                        .get("/api/v1/auth/audit?account=" + owner.id())
                        .json()
                        .findValuesAsText("action"))
                .startsWith("key_leaked", "key_created");
    }

    @Test
    void rotated_key_ends_after_the_overlap() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode old = create(owner, Map.of());
        String rotate = KEYS + "/" + old.get("id").asText() + "/rotate";
        JsonNode rotated = owner.api()
                .post(rotate, Map.of("overlap_hours", 2))
                .requireStatus(200)
                .json();
        assertThat(rotated.get("name")).isEqualTo(old.get("name"));
        client(rotated).get(READ).requireStatus(200);
        Eventually.within(MAX_PROPAGATION_SECONDS, () -> client(old).get(READ).header("Key-Expires") != null);
        assertThat(Instant.parse(client(old).get(READ).header("Key-Expires")))
                .isBetween(
                        Instant.now().plus(115, ChronoUnit.MINUTES),
                        Instant.now().plus(121, ChronoUnit.MINUTES));
        assertThat(client(rotated).get(READ).header("Key-Expires")).isNull();
        assertThat(client(rotated).get(READ).header("X-Caller-Account")).isNull();
        owner.api().post(rotate, Map.of("overlap_hours", 0)).requireStatus(409);
        owner.api().post(rotate, Map.of("overlap_hours", 169)).requireStatus(422);
        String again = KEYS + "/" + rotated.get("id").asText() + "/rotate";
        owner.api().post(again, Map.of("overlap_hours", 0)).requireStatus(200);
        Eventually.within(
                MAX_PROPAGATION_SECONDS, () -> client(rotated).get(READ).status() == 401);
    }

    @Test
    void a_waiting_request_of_a_rotated_key_is_answered() throws Exception {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode key = create(owner, Map.of());
        ApiClient client = client(key);
        String changes = TestCompetitions.PATH + "changes?country=MLT&year=2049&since=";
        String token = client.get(changes + "now").json().get("next").asText();
        CompletableFuture<Response> waiting =
                CompletableFuture.supplyAsync(() -> client.get(changes + token + "&wait=30"));
        owner.api()
                .post(KEYS + "/" + key.get("id").asText() + "/rotate", Map.of("overlap_hours", 2))
                .requireStatus(200);
        // Meanwhile every replica reads that the key was changed, and forgets it.
        Thread.sleep(REFRESH_INTERVAL.plusSeconds(1).toMillis());
        owner.api()
                .post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2049-05-01"))
                .requireStatus(201);
        assertThat(waiting.get(10, TimeUnit.SECONDS).requireStatus(200).json().get("changes"))
                .hasSize(1);
    }

    @Test
    void owner_has_at_most_20_live_keys() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode first = create(owner, Map.of());
        for (int n = 1; n < 20; n++) {
            create(owner, Map.of());
        }
        owner.api().post(KEYS, TestKeys.body(Map.of())).requireStatus(409);
        owner.api().delete(KEYS + "/" + first.get("id").asText()).requireStatus(204);
        owner.api().post(KEYS, TestKeys.body(Map.of())).requireStatus(201);
    }

    @Test
    void e2_key_never_exceeds_its_owner() {
        TestAccount owner = accounts.withGroups("ADMIN_MLT");
        JsonNode created = create(owner, Map.of());
        ApiClient key = client(created);
        String stored = TestCompetitions.PATH
                + write(key, "MLT").requireStatus(201).json().get("id").asText();
        Map<String, Object> body = TestCompetitions.small("MLT", "2027-06-01");
        String group = "/api/v1/auth/accounts/" + owner.id() + "/groups/ADMIN_MLT";
        accounts.superuser().delete(group).requireStatus(204);
        write(key, "MLT").requireStatus(403);
        for (String replica : REPLICAS) {
            ApiClient direct = EntryPoints.replica(suite, replica)
                    .withToken(created.get("key").asText());
            write(direct, "MLT").requireStatus(403);
            direct.put(TestCompetitions.PATH + "by-national-id/MLT/2027/E2", body)
                    .requireStatus(403);
            direct.patch(stored, Map.of("city", "Valletta")).requireStatus(403);
            direct.put(stored + "/status", Map.of("status", "cancelled")).requireStatus(403);
            direct.delete(stored).requireStatus(403);
            JsonNode bulk = direct.post(TestCompetitions.PATH + "bulk", List.of(body))
                    .requireStatus(200)
                    .json();
            assertThat(bulk.at("/items/0/status").asInt()).isEqualTo(403);
        }
        accounts.superuser().put(group).requireStatus(204);
        write(key, "MLT").requireStatus(201);
        accounts.superuser()
                .patch("/api/v1/auth/accounts/" + owner.id(), Map.of("enabled", false))
                .requireStatus(200);
        write(key, "MLT").requireStatus(401);
    }

    @Test
    void e2_key_of_a_federation_lives_while_its_country_has_an_admin() {
        TestAccount maker = accounts.withGroups("ADMIN_AND");
        TestAccount colleague = accounts.withGroups("ADMIN_AND");
        List<String> scopes = List.of("competitions:read", "competitions:write", "webhooks");
        JsonNode created = create(maker, Map.of("owner", "federation", "countries", List.of("AND"), "scopes", scopes));
        ApiClient key = client(created);
        write(key, "AND").requireStatus(201);
        String source = "/api/v1/imports?country=AND&source=s" + maker.id();
        Map<String, String> address = Map.of("url", "https://" + maker.id() + ".example/?token=1", "format", "json");
        key.post(source, address).requireStatus(202);
        Map<String, Object> webhook =
                TestWebhooks.body("https://" + maker.id() + ".example/", TestWebhooks.COMPETITIONS, "full");
        new TestWebhooks(key).create(webhook);
        maker.api().delete("/api/v1/auth/me").requireStatus(204);
        // The services have cached the key.
        assertThat(key.post(source, address).status()).isIn(401, 403);
        assertThat(key.post(TestWebhooks.PATH, webhook).status()).isIn(401, 403);
        for (String table : List.of("calendar_source", "calendar_import", "webhook_endpoint")) {
            assertThat(new TestDatabase(suite)
                            .queryValue(
                                    "SELECT count(*) FROM " + table + " WHERE account_id::text = ?", maker.id() + ""))
                    .isEqualTo("0");
        }
        Eventually.within(10, () -> key.post(source, address).status() == 403);
        write(key, "AND").requireStatus(201);
        assertThat(colleague.api().get(KEYS).json().findValuesAsText("id"))
                .contains(created.get("id").asText());
        accounts.superuser()
                .delete("/api/v1/auth/accounts/" + colleague.id() + "/groups/ADMIN_AND")
                .requireStatus(204);
        assertThat(write(key, "AND").status()).isIn(401, 403);
    }

    /** Imports and redactions run later as the account that requested them. */
    @Test
    void e2_key_of_a_federation_requests_nothing_that_its_account_may_not_do() {
        TestAccount maker = accounts.withGroups("ADMIN_SMR");
        accounts.withGroups("ADMIN_SMR");
        ApiClient key = client(create(maker, Map.of("owner", "federation", "countries", List.of("SMR"))));
        String source = "/api/v1/imports?country=SMR&source=s" + maker.id();
        List<Map<String, String>> file = List.of(Map.of("full_name", "A", "date", "2027-05-01"));
        String held = key.post(source, file).requireStatus(202).header("Location");
        TestDatabase database = new TestDatabase(suite);
        Eventually.within(30, () -> key.get(held).json().get("state").asText().equals("done"));
        database.update("UPDATE calendar_import SET state = 'held' WHERE source = ?", "s" + maker.id());
        String group = "/api/v1/auth/accounts/" + maker.id() + "/groups/ADMIN_SMR";
        accounts.superuser().delete(group).requireStatus(204);
        write(key, "SMR").requireStatus(201);
        key.post(source, file).requireStatus(403);
        key.send("POST", held + "/confirm", null).requireStatus(403);
        Map<String, String> address = Map.of("email", "secretary" + maker.id() + "@example.org");
        key.post("/api/v1/competitions/redactions", address).requireStatus(403);
        accounts.superuser().put(group).requireStatus(204);
        key.post("/api/v1/competitions/redactions", address).requireStatus(202);
        key.send("POST", held + "/confirm", null).requireStatus(202);
    }

    private static JsonNode create(TestAccount owner, Map<String, Object> members) {
        return TestKeys.create(owner.api(), members);
    }

    private ApiClient client(JsonNode created) {
        return accounts.anonymous().withToken(created.get("key").asText());
    }

    private static ApiClient.Response write(ApiClient api, String country) {
        return api.post(
                TestCompetitions.PATH,
                TestCompetitions.with(
                        TestCompetitions.small(country, "2027-05-0" + (1 + (int) (Math.random() * 9))),
                        "full_name",
                        TestCompetitions.newName()));
    }
}
