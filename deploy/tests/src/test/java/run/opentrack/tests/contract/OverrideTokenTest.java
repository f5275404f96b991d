package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Scope of an override token: one account, one content, the matches that it was issued for. */
class OverrideTokenTest {
    private static final TestAccounts ACCOUNTS = new TestAccounts(TestSuites.replicated());
    private static final ApiClient EDITOR =
            ACCOUNTS.withGroups("ADMIN_SMR", "ADMIN_MCO").api();

    @Test
    void another_account_cannot_use_it() {
        Map<String, Object> body = TestCompetitions.small("SMR", "2031-06-03");
        String token = tokenFor(body);
        ApiClient other = ACCOUNTS.withGroups("ADMIN_SMR").api();
        requireRejected(override(other, body, token));
    }

    @ParameterizedTest
    @CsvSource({
        "country_id, MCO",
        "full_name, Quite Another Name",
        "date, 2031-06-05",
        "finish_date, 2031-06-06",
        "city, Elsewhere"
    })
    void it_is_invalid_for_other_content(String member, String value) {
        Map<String, Object> body =
                TestCompetitions.with(TestCompetitions.small("SMR", "2031-06-04"), "city", "Serravalle");
        String token = tokenFor(body);
        requireRejected(override(EDITOR, TestCompetitions.with(body, member, value), token));
    }

    @Test
    void forged_tokens_and_access_tokens_are_rejected() {
        Map<String, Object> body = TestCompetitions.small("SMR", "2031-06-07");
        String token = tokenFor(body);
        int last = token.lastIndexOf('.') + 1;
        char other = token.charAt(last) == 'A' ? 'B' : 'A';
        requireRejected(override(EDITOR, body, token.substring(0, last) + other + token.substring(last + 1)));
        requireRejected(override(EDITOR, body, token.substring(0, last)));
        requireRejected(override(EDITOR, body, ACCOUNTS.withGroups("ADMIN_SMR").token()));
    }

    @Test
    void a_later_match_is_a_new_409() {
        Map<String, Object> body = TestCompetitions.small("SMR", "2031-06-08");
        String token = tokenFor(body);
        override(EDITOR, body, tokenFor(body)).requireStatus(201);
        Response later = override(EDITOR, body, token);
        later.requireStatus(409);
        JsonNode detail = later.json().get("detail");
        assertThat(detail.get("mathing_competitions")).hasSize(2);
        override(EDITOR, body, detail.get("override_token").asText()).requireStatus(201);
    }

    @Test
    void the_best_match_is_first_and_ten_at_most_are_shown() {
        Map<String, Object> body = TestCompetitions.small("SMR", "2031-06-09");
        String name = (String) body.get("full_name");
        for (int i = 0; i < 11; i++) {
            Map<String, Object> similar = TestCompetitions.with(body, "full_name", (5 + i) + "th " + name);
            EDITOR.post(TestCompetitions.PATH, similar).requireStatus(201);
        }
        String equal = override(EDITOR, body, tokenOf(EDITOR.post(TestCompetitions.PATH, body)))
                .json()
                .get("id")
                .asText();
        JsonNode detail = EDITOR.post(TestCompetitions.PATH, body).json().get("detail");
        assertThat(detail.get("error").asText()).isEqualTo("A competition with the same name and date exists");
        assertThat(detail.get("mathing_competitions")).hasSize(10);
        assertThat(detail.get("mathing_competitions").get(0).get("id").asText()).isEqualTo(equal);
    }

    private static String tokenFor(Map<String, Object> body) {
        Response response = EDITOR.post(TestCompetitions.PATH, body);
        return tokenOf(response.status() == 409 ? response : EDITOR.post(TestCompetitions.PATH, body));
    }

    private static String tokenOf(Response conflict) {
        conflict.requireStatus(409);
        return conflict.json().get("detail").get("override_token").asText();
    }

    private static Response override(ApiClient who, Map<String, Object> body, String token) {
        return who.post(TestCompetitions.PATH, TestCompetitions.with(body, "override_token", token));
    }

    private static void requireRejected(Response response) {
        response.requireStatus(422);
        assertThat(response.text()).contains("override_token");
    }
}
