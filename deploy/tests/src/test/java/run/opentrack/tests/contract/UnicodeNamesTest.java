package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Unicode spellings of one name. */
class UnicodeNamesTest {
    private final ApiClient api = new TestAccounts(TestSuites.shared()).superuser();

    @ParameterizedTest
    @CsvSource({
        "2061-01-01, Göteborg Finals Éclair, Go\u0308teborg Finals E\u0301clair",
        "2061-01-02, Göteborg Oﬃce Finals, Göteborg Office Finals",
        "2061-01-03, Göteborg Ｆｉｎａｌｓ Cup, Göteborg Finals Cup",
        "2061-01-04, Göteborg Friidrott, Goteborg Friidrott",
        "2061-01-05, Göteborg Friidrott, Goeteborg Friidrott",
        "2061-01-06, Straße Mästerskap, STRASSE MASTERSKAP"
    })
    void two_spellings_of_one_name_are_duplicates_and_stored_as_sent(String date, String one, String other) {
        ApiClient.Response first = create(date, one);
        first.requireStatus(201);
        assertThat(first.json().get("full_name").asText().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(one.getBytes(StandardCharsets.UTF_8));
        ApiClient.Response second = create(date, other);
        second.requireStatus(409);
        String shown =
                second.json().at("/detail/mathing_competitions/0/full_name").asText();
        assertThat(shown).isEqualTo(one);
        api.delete(TestCompetitions.PATH + first.json().get("id").asText());
    }

    @Test
    void text_is_stored_in_the_received_normalization_form() {
        String decomposed = Normalizer.normalize("Öresund Åäö ﬁ Ｆ", Normalizer.Form.NFD);
        ApiClient.Response created = create("2061-02-01", decomposed);
        assertThat(created.json().get("full_name").asText()).isEqualTo(decomposed);
        ApiClient.Response read =
                api.get(TestCompetitions.PATH + created.json().get("id").asText());
        assertThat(read.bytes()).isEqualTo(created.bytes());
        api.delete(TestCompetitions.PATH + created.json().get("id").asText());
    }

    private ApiClient.Response create(String date, String name) {
        return api.post(TestCompetitions.PATH, Map.of("full_name", name, "country_id", "SWE", "date", date));
    }
}
