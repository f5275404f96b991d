package run.opentrack.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;

class PingTest {
    private final Api anybody = new People(Suites.shared()).anybody();

    @Test
    void ping_needs_no_token_and_no_slash() {
        for (String path : new String[] {"/api/v1/ping/", "/api/v1/ping"}) {
            Api.Answer answer = anybody.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"reply\":\"pong\",\"enviroment\":\"otr_0\"}");
        }
    }

    @Test
    void wrong_method_is_405_with_allow() {
        Api.Answer answer = anybody.post("/api/v1/ping/", "{}");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.json().get("detail").asText()).isEqualTo("Method Not Allowed");
    }
}
