package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ADMIN;
import static run.opentrack.tests.contract.ContractFixture.ANONYMOUS;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Ports;
import run.opentrack.local.Service;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Rules of all endpoints: paths, trailing slashes, methods, tokens, and the order of the checks. */
class EndpointsTest {
    private static final String UNKNOWN_ID = UUID.randomUUID().toString();

    /** RFC 9110, 10.1.1: every port, those of the services and their management too. */
    @ParameterizedTest
    @CsvSource({"GET, 1.0, 0", "POST, 1.0, 0", "POST, 1.1, 1"})
    void a_port_sends_100_continue_at_most_once_and_never_to_an_http_1_0_client(
            String method, String version, int max) {
        Ports ports = TestSuites.shared().config().ports();
        List<Integer> all = Stream.concat(
                        Stream.of(ports.s3()),
                        Stream.of(Service.values())
                                .flatMap(service -> Stream.of(ports.of(service), ports.managementOf(service))))
                .toList();
        String body = method.equals("POST") ? "Content-Length: 2\r\n\r\n{}" : "\r\n";
        for (int port : all) {
            for (String path : List.of("/api/v1/competitions/test", "/api/v1/auth/signup", "/q/health/live")) {
                String request = method + " " + path + " HTTP/" + version
                        + "\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n" + body;
                String response = RawSocket.exchange(port, request, 5_000);
                assertThat(response).as(port + path).startsWith("HTTP/1.");
                assertThat(response.split(" 100 Continue", -1)).as(port + path).hasSizeLessThanOrEqualTo(max + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/ping/, 200",
        "GET, /api/v1/auth/me, 200",
        "GET, /api/v1/auth/accounts?email=superuser@example.org, 200",
        "GET, /api/v1/auth/me/group-requests, 200",
        "POST, /api/v1/auth/me/group-requests, 422",
        "GET, /api/v1/auth/group-requests, 200",
        "POST, /api/v1/auth/group-requests/{id}, 422",
        "GET, /api/v1/auth/keys, 200",
        "POST, /api/v1/auth/keys, 422",
        "DELETE, /api/v1/auth/keys/{id}, 404",
        "POST, /api/v1/auth/keys/{id}/rotate, 404",
        "POST, /api/v1/auth/keys/leaked, 422",
        "GET, /api/v1/auth/audit?limit=1, 200",
        "GET, /api/v1/auth/jwks, 200",
        "GET, /api/v1/competitions/?limit=1, 200",
        "POST, /api/v1/competitions/, 422",
        "POST, /api/v1/competitions/test, 422",
        "POST, /api/v1/competitions/bulk, 422",
        "GET, /api/v1/competitions/{id}, 404",
        "POST, /api/v1/competitions/{id}, 404",
        "PATCH, /api/v1/competitions/{id}, 404",
        "DELETE, /api/v1/competitions/{id}, 404",
        "PUT, /api/v1/competitions/{id}/status, 422",
        "GET, /api/v1/competitions/{id}/history, 404",
        "GET, /api/v1/competitions/ids?country=EST&year=1900, 200",
        "GET, /api/v1/competitions/changes?limit=0, 422",
        "GET, /api/v1/competitions/by-national-id/EST/2027/{id}, 404",
        "PUT, /api/v1/competitions/by-national-id/EST/2027/{id}, 422",
        "PATCH, /api/v1/competitions/by-national-id/EST/2027/{id}, 404",
        "DELETE, /api/v1/competitions/by-national-id/EST/2027/{id}, 404",
        "POST, /api/v1/competitions/redactions, 422",
        "GET, /api/v1/competitions/redactions/{id}, 404",
        "GET, /api/v1/duplicates?country=EST&limit=0, 422",
        "POST, /api/v1/duplicates/{id}, 422",
        "POST, /api/v1/duplicates/{id}/undo, 404",
        "POST, /api/v1/imports, 422",
        "GET, /api/v1/imports, 200",
        "GET, /api/v1/imports/{id}, 404",
        "POST, /api/v1/imports/{id}/confirm, 404",
        "DELETE, /api/v1/imports/{id}, 404",
        "GET, /api/v1/exports/, 200",
        "GET, /api/v1/exports/{id}, 404",
        "POST, /api/v1/webhooks, 422",
        "GET, /api/v1/webhooks, 200",
        "GET, /api/v1/webhooks/{id}, 404",
        "PATCH, /api/v1/webhooks/{id}, 404",
        "DELETE, /api/v1/webhooks/{id}, 404",
        "POST, /api/v1/webhooks/{id}/secret, 404",
        "POST, /api/v1/webhooks/{id}/ping, 404",
        "POST, /api/v1/webhooks/{id}/replay, 422",
        "GET, /api/v1/webhooks/{id}/deliveries, 404",
        "POST, /api/v1/webhooks/{id}/deliveries/{id}/again, 404",
        "POST, /api/v1/auth/token, 422",
        "POST, /api/v1/auth/signup, 422",
        "POST, /api/v1/auth/me/password, 422",
        "GET, /api/v1/auth/accounts/{id}, 404",
        "PATCH, /api/v1/auth/accounts/{id}, 422",
        "PUT, /api/v1/auth/accounts/{id}/groups/ADMIN_EST, 404",
        "DELETE, /api/v1/auth/accounts/{id}/groups/ADMIN_EST, 404",
    })
    void every_path_responds_alike_with_and_without_a_slash(String method, String template, int status) {
        String[] parts = template.replace("{id}", UNKNOWN_ID).split("\\?", 2);
        String path = parts[0].endsWith("/") ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
        String query = parts.length > 1 ? "?" + parts[1] : "";
        byte[] body = method.startsWith("P") && !path.contains("/groups/") ? Json.bytes("{}") : null;
        Response without = SUPERUSER.send(method, path + query, body);
        Response with = SUPERUSER.send(method, path + "/" + query, body);
        without.requireStatus(status);
        with.requireStatus(status);
        assertThat(with.header("Location")).isNull();
        if (status != 404) {
            assertThat(with.text()).isEqualTo(without.text());
        }
        String caching = path.endsWith("/jwks")
                ? "public, max-age=60"
                : path.matches(".*/competitions(/ids)?") && status == 200 ? "private, no-cache" : "no-store";
        if (!path.endsWith("/ping")) {
            assertThat(with.header("Cache-Control")).isEqualTo(caching);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/nowhere",
                "/api/v2/competitions/",
                "/api/v1/competitions/a/b/c",
                "/api/v1/auth/",
                "/api/v1/exports/x/y",
                "/nope"
            })
    void unknown_path_is_404(String path) {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            Response response = ANONYMOUS.send(method, path, null);
            response.requireStatus(404);
            assertThat(response.text()).isEqualTo("{\"detail\":\"Not Found\"}");
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/competitions/, 'GET,HEAD,POST'",
        "DELETE, /api/v1/competitions, 'GET,HEAD,POST'",
        "PUT, /api/v1/competitions/{id}, 'DELETE,GET,HEAD,PATCH,POST'",
        "GET, /api/v1/auth/token, POST",
        "GET, /api/v1/auth/signup, POST",
        "POST, /api/v1/auth/jwks, 'GET,HEAD'",
        "POST, /api/v1/auth/me, 'DELETE,GET,HEAD'",
        "POST, /api/v1/competitions/{id}/history, 'GET,HEAD'",
        "GET, /api/v1/competitions/{id}/status, PUT",
        "POST, /api/v1/competitions/by-national-id/EST/2027/{id}, 'DELETE,GET,HEAD,PATCH,PUT'",
        "OPTIONS, /api/v1/auth/accounts, 'GET,HEAD'",
        "DELETE, /api/v1/exports/, 'GET,HEAD,POST'",
        "POST, /api/v1/exports/{id}, 'GET,HEAD'",
        "POST, /api/v1/ping/, 'GET,HEAD'",
    })
    void wrong_method_is_405_with_allow(String method, String template, String allow) {
        String path = template.replace("{id}", UNKNOWN_ID).replaceAll("/$", "");
        for (String form : List.of(path, path + "/")) {
            Response response = ANONYMOUS.send(method, form, null);
            assertThat(response.status()).as(form).isEqualTo(405);
            assertThat(response.text()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
            assertThat(response.header("Allow")).isEqualTo(allow.replace(",", ", "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/competitions/not-a-uuid",
        "POST, /api/v1/competitions/not-a-uuid",
        "PATCH, /api/v1/competitions/123",
        "DELETE, /api/v1/competitions/not-a-uuid",
        "GET, /api/v1/competitions/test",
        "GET, /api/v1/competitions/not-a-uuid/history",
        "GET, /api/v1/exports/not-a-uuid",
        "GET, /api/v1/auth/accounts/not-a-uuid",
        "PUT, /api/v1/auth/accounts/not-a-uuid/groups/ADMIN_EST",
    })
    void id_that_is_no_uuid_is_422(String method, String path) {
        byte[] body = method.equals("POST") || method.equals("PATCH") ? Json.bytes("{}") : null;
        assertInvalid(SUPERUSER.send(method, path, body), "path.id");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/auth/me",
        "DELETE, /api/v1/auth/me",
        "POST, /api/v1/auth/me/password",
        "GET, /api/v1/auth/accounts",
        "GET, /api/v1/auth/accounts/{id}",
        "PATCH, /api/v1/auth/accounts/{id}",
        "PUT, /api/v1/auth/accounts/{id}/groups/ADMIN_EST",
        "DELETE, /api/v1/auth/accounts/{id}/groups/ADMIN_EST",
        "GET, /api/v1/auth/me/group-requests",
        "POST, /api/v1/auth/me/group-requests",
        "GET, /api/v1/auth/group-requests",
        "POST, /api/v1/auth/group-requests/{id}",
        "GET, /api/v1/auth/keys",
        "POST, /api/v1/auth/keys",
        "DELETE, /api/v1/auth/keys/{id}",
        "POST, /api/v1/auth/keys/{id}/rotate",
        "GET, /api/v1/auth/audit",
        "GET, /api/v1/competitions/",
        "POST, /api/v1/competitions/",
        "POST, /api/v1/competitions/test",
        "POST, /api/v1/competitions/bulk",
        "GET, /api/v1/competitions/{id}",
        "POST, /api/v1/competitions/{id}",
        "PATCH, /api/v1/competitions/{id}",
        "DELETE, /api/v1/competitions/{id}",
        "PUT, /api/v1/competitions/{id}/status",
        "GET, /api/v1/competitions/{id}/history",
        "GET, /api/v1/competitions/ids",
        "GET, /api/v1/competitions/by-national-id/EST/2027/{id}",
        "PUT, /api/v1/competitions/by-national-id/EST/2027/{id}",
        "PATCH, /api/v1/competitions/by-national-id/EST/2027/{id}",
        "DELETE, /api/v1/competitions/by-national-id/EST/2027/{id}",
        "GET, /api/v1/duplicates",
        "POST, /api/v1/duplicates/{id}",
        "GET, /api/v1/exports/",
        "POST, /api/v1/exports/",
        "GET, /api/v1/exports/{id}",
    })
    void call_without_a_token_is_401_whatever_else_is_wrong(String method, String template) {
        String path = template.replace("{id}", UNKNOWN_ID);
        byte[] body = method.equals("POST") || method.equals("PATCH") ? Json.bytes("{ no json") : null;
        Response without = ANONYMOUS.send(method, path, body);
        without.requireStatus(401);
        assertThat(without.text()).isEqualTo("{\"detail\":\"Not authenticated\"}");
        assertThat(without.header("WWW-Authenticate")).startsWith("Bearer");
        for (String forged :
                new String[] {"x", "a.b.c", READER.token() + "x", READER.token().replace('.', '-')}) {
            Response response = ANONYMOUS.withToken(forged).send(method, path, body);
            assertRejected(response, 401);
            assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
    void case_of_the_scheme_does_not_matter(String scheme) {
        var api = ANONYMOUS.with("Authorization", scheme + " " + READER.token());
        for (String path : new String[] {"/api/v1/auth/me", TestCompetitions.PATH + "?limit=1", "/api/v1/exports/"}) {
            assertThat(api.get(path).status()).as(path).isEqualTo(200);
        }
        api.post(TestCompetitions.PATH + "test", TestCompetitions.small("EST", "2027-05-08"))
                .requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Token abc", "abc", "Bearer", "Bearer "})
    void other_schemes_are_401(String header) {
        Response response = ANONYMOUS.with("Authorization", header).get(TestCompetitions.PATH);
        assertRejected(response, 401);
        assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void validation_comes_before_rights() {
        assertInvalid(
                READER.api().post(TestCompetitions.PATH, Map.of("country_id", "EST", "full_name", "a")), "body.date");
        READER.api().post(TestCompetitions.PATH, "{").requireStatus(422);
        JsonNode existing = ContractFixture.create(TestCompetitions.small("EST", "2027-07-01"));
        assertInvalid(READER.api().post(ContractFixture.pathOf(existing), Map.of("date", "x")), "body.date");
    }

    @Test
    void rights_come_before_the_override_token() {
        var competition =
                TestCompetitions.with(TestCompetitions.small("LVA", "2027-07-02"), "override_token", "forged");
        assertRejected(ADMIN.api().post(TestCompetitions.PATH, competition), 403, "ADMIN_LVA");
    }

    @Test
    void override_token_comes_before_duplicates_and_is_checked_without_a_conflict_too() {
        JsonNode existing = ContractFixture.create(TestCompetitions.small("EST", "2027-07-03"));
        Map<String, Object> same = TestCompetitions.small("EST", "2027-07-03");
        same.put("full_name", existing.get("full_name").asText());
        assertInvalid(
                ADMIN.api().post(TestCompetitions.PATH, TestCompetitions.with(same, "override_token", "forged")),
                "body.override_token");
        var free = TestCompetitions.with(TestCompetitions.small("EST", "2027-07-04"), "override_token", "forged");
        assertInvalid(ADMIN.api().post(TestCompetitions.PATH, free), "body.override_token");
        ADMIN.api()
                .post(TestCompetitions.PATH, TestCompetitions.with(free, "override_token", ""))
                .requireStatus(201);
    }

    @Test
    void every_response_has_its_request_id() {
        Response response = READER.api().with("X-Request-Id", "seen-42").get(TestCompetitions.PATH + "?limit=1");
        assertThat(response.header("X-Request-Id")).isEqualTo("seen-42");
        assertThat(ANONYMOUS.get("/api/v1/nowhere").header("X-Request-Id")).isNotEmpty();
    }
}
