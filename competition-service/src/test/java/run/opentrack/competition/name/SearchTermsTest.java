package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTermsTest {
    @Test
    void terms_are_distinct_sorted_plain_words() {
        assertThat(SearchTerms.of(List.of("Mémorial Łódź", "Łódź, Poland", "")))
                .containsExactly("lodz", "memorial", "poland");
    }

    @Test
    void a_word_longer_than_an_index_entry_is_left_out() {
        assertThat(SearchTerms.of(List.of("x".repeat(2_047) + " " + "y".repeat(2_046))))
                .containsExactly("y".repeat(2_046));
    }

    @Test
    void a_query_requires_every_word_as_a_prefix() {
        assertThat(SearchTerms.tsQuery("Łódź: Mém & 'x'")).isEqualTo("'lodz':* & 'mem':* & 'x':*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "’", "‘", "ʼ", "ʻ", "`", "´", "′", "＇", "ʹ", "׳"})
    void a_word_with_an_apostrophe_is_found_as_a_whole_and_by_its_parts(String apostrophe) {
        String name = "Meeting d'Athlétisme de l'Aube".replace("'", apostrophe);
        assertThat(SearchTerms.of(List.of(name, "O" + apostrophe + "Connor Memorial")))
                .contains("athletisme", "dathletisme", "aube", "laube", "connor", "oconnor");
        assertThat(SearchTerms.tsQuery("d" + apostrophe + "Aube")).isEqualTo("('daube':* | 'd':* & 'aube':*)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Col·legial",
                "COĿLEGIAL",
                "Col•legial",
                "col\u2027legial",
                "Col\u00adlegi\u200bal",
                "\ufeffcol\u2060legial"
            })
    void a_catalan_dot_and_invisible_characters_do_not_separate_words(String name) {
        assertThat(SearchTerms.of(List.of(name))).containsExactly("collegial");
        assertThat(SearchTerms.tsQuery(name)).isEqualTo("'collegial':*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Col · Legial", "Col-Legial", "Col·Regial", "\u00b7Col \u00b7"})
    void another_dot_separates_words(String name) {
        assertThat(SearchTerms.of(List.of(name))).contains("col");
    }

    @Test
    void an_apostrophe_at_the_end_of_a_word_is_a_quotation_mark() {
        assertThat(SearchTerms.of(List.of("'Gala' des athlètes' '"))).containsExactly("athletes", "des", "gala");
    }

    @Test
    void a_query_without_words_is_empty() {
        assertThat(SearchTerms.tsQuery(" -- ")).isEmpty();
    }

    @Test
    void a_query_with_a_word_that_no_index_holds_is_empty() {
        assertThat(SearchTerms.tsQuery("a " + "x".repeat(2_047))).isEmpty();
    }
}
