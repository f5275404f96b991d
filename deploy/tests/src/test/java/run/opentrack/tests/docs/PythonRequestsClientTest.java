package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/**
 * Requests with the bytes of Python's requests library, as the scripts of the reference documentation send them: JSON
 * written by {@code json.dumps} (ASCII, a blank after each comma and colon) without any Content-Type.
 */
class PythonRequestsClientTest {
    private static final String AGENT =
            "User-Agent: python-requests/2.31.0\r\nAccept-Encoding: identity\r\nAccept: */*\r\nConnection: keep-alive";
    /** All 26 members in the documented order; {@code override_token} and {@code id} are filled in. */
    private static final String COMPETITION = "{\"full_name\": \"Gozo Harbour Mile %1$s\", \"short_name\": \"\","
            + " \"slug\": \"gozo-mile-%1$s\", \"name_local\": \"\", \"country_id\": \"MLT\","
            + " \"address\": \"Triq il-Port, M\\u0121arr\", \"city\": \"\", \"venue_id\": null, \"latitude\": null,"
            + " \"longitude\": null, \"altitude\": null, \"date\": \"2021-06-12\", \"finish_date\": \"2021-06-12\","
            + " \"wa_rankings_category_id\": 10, \"age_groups\": null, \"national_id\": \"\","
            + " \"basic_description\": \"\", \"contact_details\": \"mile@example.org\","
            + " \"organiser_id\": \"5b6f2b1e-1d0c-4a52-9f0b-0d6f6a3c9e11\", \"website\": null, \"entry_link\": null,"
            + " \"results_link\": null, \"override_token\": %2$s, \"id\": \"%3$s\", \"year\": 2021, \"events\": []}";

    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final TestAccounts.TestAccount admin = accounts.withGroups("ADMIN_MLT");
    private final String id = UUID.randomUUID().toString();
    private final String name = id.substring(0, 8);

    @Test
    void a_token_is_issued_for_a_form() throws IOException {
        String form =
                "username=" + ApiClient.encode(admin.email()) + "&password=" + ApiClient.encode(TestAccounts.PASSWORD);
        RawResponse response =
                send("POST", "/api/v1/auth/token", "\r\nContent-Type: application/x-www-form-urlencoded", form);
        response.requireStatus(200);
        assertThat(Json.read(response.body()).get("token_type").asText()).isEqualTo("bearer");
    }

    @Test
    void a_create_is_201_then_the_documented_409_then_201_with_the_override_token() throws IOException {
        RawResponse first = call("POST", "", COMPETITION.formatted(name, "null", id));
        first.requireStatus(201);
        JsonNode created = Json.read(first.body());
        assertThat(created).hasSize(26);
        assertThat(created.get("id").asText()).isEqualTo(id);
        assertThat(created.get("slug").asText()).isEqualTo("gozo-mile-" + name);
        assertThat(created.get("address").asText()).isEqualTo("Triq il-Port, M\u0121arr");

        RawResponse second = call("POST", "", COMPETITION.formatted(name, "null", id));
        second.requireStatus(409);
        JsonNode detail = Json.read(second.body()).get("detail");
        assertThat(detail.fieldNames()).toIterable().containsExactly("error", "override_token", "mathing_competitions");
        assertThat(detail.get("error").asText()).isEqualTo("A competition with the same name and date exists");
        assertThat(detail.get("mathing_competitions")).containsExactly(created);

        RawResponse third = call("POST", "", COMPETITION.formatted(name, detail.get("override_token"), id));
        third.requireStatus(201);
        JsonNode overridden = Json.read(third.body());
        assertThat(overridden.get("id").asText()).isNotEqualTo(id);
        assertThat(overridden.get("slug").asText()).isEqualTo("gozo-mile-" + name + "-2");
        assertThat(overridden.get("override_token").isNull()).isTrue();
    }

    @Test
    void query_update_test_and_delete_work_on_a_known_competition() throws IOException {
        String stored =
                call("POST", "", COMPETITION.formatted(name, "null", id)).text();
        assertThat(call("GET", id, "").text()).isEqualTo(stored);
        assertThat(call("GET", "?country=MLT&from_date=2020-09-01", "").text()).contains(stored);
        RawResponse updated = call("POST", id, "{\"full_name\": \"new_name " + name + "\"}");
        updated.requireStatus(200);
        assertThat(Json.read(updated.body()).get("full_name").asText()).isEqualTo("new_name " + name);
        RawResponse tested = call("POST", "test", COMPETITION.formatted("test", "null", UUID.randomUUID()));
        assertThat(tested.text()).startsWith("{\"valid\":true,");
        RawResponse deleted = call("DELETE", id, "");
        deleted.requireStatus(204);
        assertThat(deleted.body()).isEmpty();
        call("GET", id, "").requireStatus(404);
    }

    private RawResponse call(String method, String path, String body) throws IOException {
        return send(method, TestCompetitions.PATH + path, "\r\nAuthorization: Bearer " + admin.token(), body);
    }

    private static RawResponse send(String method, String path, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        String length = method.equals("GET") ? "" : "\r\nContent-Length: " + bytes.length;
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + AGENT + headers + length;
        try (RawHttpClient http = RawHttpClient.to(TestSuites.shared())) {
            return http.send(RawHttpClient.request(head, bytes), 30_000, false).orElseThrow();
        }
    }
}
