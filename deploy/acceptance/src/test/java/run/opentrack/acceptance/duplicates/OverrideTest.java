package run.opentrack.acceptance.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Api.Answer;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Json;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;

/** An override token holds for one account, one content and the matches that it was given for. */
class OverrideTest {
    private static final People PEOPLE = new People(Suites.twins());
    private static final Api EDITOR =
            PEOPLE.withGroups("ADMIN_SMR", "ADMIN_MCO").api();

    @Test
    void the_same_body_with_the_token_is_created() {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-01");
        String token = tokenFor(body);
        assertThat(override(EDITOR, body, token).status()).isEqualTo(201);
    }

    @Test
    void a_token_lives_three_days() throws Exception {
        String token = tokenFor(Competitions.small("SMR", "2031-06-02"));
        JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        assertThat(claims.get("exp").asLong() - claims.get("nbf").asLong()).isBetween(259_199L, 259_201L);
    }

    @Test
    void another_account_cannot_use_it() {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-03");
        String token = tokenFor(body);
        Api other = PEOPLE.withGroups("ADMIN_SMR").api();
        requireRefused(override(other, body, token));
    }

    @ParameterizedTest
    @CsvSource({
        "country_id, MCO",
        "full_name, Quite Another Name",
        "date, 2031-06-05",
        "finish_date, 2031-06-06",
        "city, Elsewhere"
    })
    void it_does_not_hold_for_other_content(String member, String value) {
        Map<String, Object> body = Competitions.with(Competitions.small("SMR", "2031-06-04"), "city", "Serravalle");
        String token = tokenFor(body);
        requireRefused(override(EDITOR, Competitions.with(body, member, value), token));
    }

    @Test
    void forged_ones_and_access_tokens_are_refused() {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-07");
        String token = tokenFor(body);
        int last = token.lastIndexOf('.') + 1;
        char other = token.charAt(last) == 'A' ? 'B' : 'A';
        requireRefused(override(EDITOR, body, token.substring(0, last) + other + token.substring(last + 1)));
        requireRefused(override(EDITOR, body, token.substring(0, last)));
        requireRefused(override(EDITOR, body, PEOPLE.withGroups("ADMIN_SMR").token()));
    }

    @Test
    void a_later_match_is_a_new_409() {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-08");
        String token = tokenFor(body);
        assertThat(override(EDITOR, body, tokenFor(body)).status()).isEqualTo(201);
        Answer later = override(EDITOR, body, token);
        assertThat(later.status()).isEqualTo(409);
        JsonNode detail = later.json().get("detail");
        assertThat(detail.get("mathing_competitions")).hasSize(2);
        assertThat(override(EDITOR, body, detail.get("override_token").asText()).status())
                .isEqualTo(201);
    }

    @Test
    void the_best_match_is_first_and_ten_at_most_are_shown() {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-09");
        String name = (String) body.get("full_name");
        for (int i = 0; i < 11; i++) {
            Map<String, Object> similar = Competitions.with(body, "full_name", (5 + i) + "th " + name);
            assertThat(EDITOR.post(Competitions.PATH, similar).status()).isEqualTo(201);
        }
        String equal = override(EDITOR, body, tokenOf(EDITOR.post(Competitions.PATH, body)))
                .json()
                .get("id")
                .asText();
        JsonNode detail = EDITOR.post(Competitions.PATH, body).json().get("detail");
        assertThat(detail.get("error").asText()).isEqualTo("A competition with the same name and date exists");
        assertThat(detail.get("mathing_competitions")).hasSize(10);
        assertThat(detail.get("mathing_competitions").get(0).get("id").asText()).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource({
        "Göteborg Spelen Qwertyuiop, Goteborg spelen qwertyuiop",
        "Göteborg Spelen Asdfghjkl, GOETEBORG SPELEN ASDFGHJKL",
        "Ｆｕｌｌ Ｗｉｄｔｈ Zxcvbnm, Full Width Zxcvbnm",
        "Oﬃcial Ligature Poiuytrewq, Official Ligature Poiuytrewq",
        "Café Memorial Lkjhgfdsa, Café Memorial Lkjhgfdsa"
    })
    void unicode_variants_are_one_name_and_the_spelling_is_kept(String stored, String again) {
        Map<String, Object> body = Competitions.small("SMR", "2031-06-10");
        Answer created = EDITOR.post(Competitions.PATH, Competitions.with(body, "full_name", stored));
        assertThat(created.json().get("full_name").asText()).isEqualTo(stored);
        Answer refused = EDITOR.post(Competitions.PATH, Competitions.with(body, "full_name", again));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").get("error").asText())
                .isEqualTo("A competition with the same name and date exists");
    }

    private static String tokenFor(Map<String, Object> body) {
        Answer answer = EDITOR.post(Competitions.PATH, body);
        return tokenOf(answer.status() == 409 ? answer : EDITOR.post(Competitions.PATH, body));
    }

    private static String tokenOf(Answer refused) {
        assertThat(refused.status()).isEqualTo(409);
        return refused.json().get("detail").get("override_token").asText();
    }

    private static Answer override(Api who, Map<String, Object> body, String token) {
        return who.post(Competitions.PATH, Competitions.with(body, "override_token", token));
    }

    private static void requireRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("override_token");
    }
}
