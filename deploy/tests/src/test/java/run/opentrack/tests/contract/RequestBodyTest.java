package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ANONYMOUS;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestCompetitions;

/** Parsing of request bodies, and their size limits. */
class RequestBodyTest {
    private static final String TEST = TestCompetitions.PATH + "test";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/json; charset=utf-8",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
                "application/xml",
                "nonsense"
            })
    void json_is_read_whatever_content_type_says(String contentType) {
        var api = contentType.isEmpty() ? READER.api() : READER.api().with("Content-Type", contentType);
        Response response = api.post(TEST, TestCompetitions.small("EST", "2027-05-08"));
        response.requireStatus(200);
        var creating = contentType.isEmpty() ? SUPERUSER : SUPERUSER.with("Content-Type", contentType);
        creating.post(TestCompetitions.PATH, TestCompetitions.small("EST", "2027-05-08"))
                .requireStatus(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/html", "image/png", "*/*", "application/json;q=0"})
    void json_is_returned_whatever_accept_says(String accept) {
        var api = READER.api().with("Accept", accept);
        for (String path : new String[] {
            TestCompetitions.PATH + "?limit=1",
            "/api/v1/exports/",
            "/api/v1/auth/me",
            "/api/v1/ping/",
            "/api/v1/nowhere"
        }) {
            Response response = api.get(path);
            assertThat(response.status()).as(path).isIn(200, 404);
            assertThat(response.header("Content-Type")).as(path).startsWith("application/json");
            assertThat(response.json().isContainerNode()).isTrue();
        }
        assertThat(api.post(TEST, TestCompetitions.small("EST", "2027-05-08"))
                        .json()
                        .get("valid")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "7",
                "{\"full_name\": \"a\",}",
                "{'full_name': 'a'}",
                "{\"full_name\": NaN}",
                "{\"latitude\": Infinity}",
                "{\"full_name\": \"a\"} and more",
                "{}{}",
                "full_name=a&country_id=EST"
            })
    void unreadable_json_is_422(String body) {
        for (String path : new String[] {TEST, TestCompetitions.PATH, "/api/v1/auth/signup"}) {
            Response response = SUPERUSER.post(path, body);
            response.requireStatus(422);
            assertThat(response.json().get("detail").get(0).get("loc").get(0).asText())
                    .isEqualTo("body");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/competitions/, 1048576",
        "/api/v1/competitions/test, 1048576",
        "/api/v1/auth/token, 8192",
        "/api/v1/auth/signup, 8192"
    })
    void body_over_the_limit_is_413(String path, int limit) {
        byte[] larger = Json.bytes("{\"a\":\"" + "x".repeat(limit) + "\"}");
        assertRejected(SUPERUSER.post(path, larger), 413);
    }

    @Test
    void body_up_to_the_limit_is_read() {
        String small = Json.text(TestCompetitions.small("EST", "2027-05-08"));
        String padded = small.substring(0, small.length() - 1) + ",\"competitors\":\"";
        String largest = padded + "x".repeat(1_048_576 - padded.length() - 2) + "\"}";
        Response response = READER.api().post(TEST, largest);
        response.requireStatus(200);
    }

    @Test
    void errors_before_a_service_are_json_too() {
        assertRejected(ANONYMOUS.get("/api/v1/"), 404, "Not Found");
        assertRejected(ANONYMOUS.get("/q/health"), 404, "Not Found");
    }
}
