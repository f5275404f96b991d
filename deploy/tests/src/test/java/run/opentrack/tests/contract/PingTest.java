package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

class PingTest {
    private final ApiClient anonymous = new TestAccounts(TestSuites.shared()).anonymous();

    @Test
    void ping_needs_no_token_and_no_slash() {
        for (String path : new String[] {"/api/v1/ping/", "/api/v1/ping"}) {
            ApiClient.Response response = anonymous.get(path);
            response.requireStatus(200);
            assertThat(response.text()).isEqualTo("{\"reply\":\"pong\",\"enviroment\":\"otr_0\"}");
        }
    }

    @Test
    void wrong_method_is_405_with_allow() {
        ApiClient.Response response = anonymous.post("/api/v1/ping/", "{}");
        response.requireStatus(405);
        assertThat(response.header("Allow")).contains("GET");
        assertThat(response.json().get("detail").asText()).isEqualTo("Method Not Allowed");
    }
}
