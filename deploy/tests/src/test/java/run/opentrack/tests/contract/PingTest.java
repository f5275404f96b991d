package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

class PingTest {
    private final ApiClient anybody = new TestAccounts(TestSuites.shared()).anonymous();

    @Test
    void ping_needs_no_token_and_no_slash() {
        for (String path : new String[] {"/api/v1/ping/", "/api/v1/ping"}) {
            ApiClient.Response answer = anybody.get(path);
            answer.requireStatus(200);
            assertThat(answer.text()).isEqualTo("{\"reply\":\"pong\",\"enviroment\":\"otr_0\"}");
        }
    }

    @Test
    void wrong_method_is_405_with_allow() {
        ApiClient.Response answer = anybody.post("/api/v1/ping/", "{}");
        answer.requireStatus(405);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.json().get("detail").asText()).isEqualTo("Method Not Allowed");
    }
}
