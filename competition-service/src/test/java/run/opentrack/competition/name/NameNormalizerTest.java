package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameNormalizerTest {
    @ParameterizedTest
    @ValueSource(strings = {"Göteborg", "Goteborg", "Goeteborg", "GÖTEBORG", "Go\u0308teborg"})
    void case_accents_and_digraphs_do_not_change_the_key(String spelling) {
        assertThat(NameNormalizer.normalize(spelling)).isEqualTo("goteborg");
    }

    @ParameterizedTest
    @CsvSource({"Århus, arhus", "Aarhus, arhus", "Baar, bar", "Poetry, potry", "Uetersen, utersen"})
    void a_vowel_digraph_is_one_letter(String name, String key) {
        assertThat(NameNormalizer.normalize(name)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kid'Athlé", "Kid’Athlé", "Kid´Athlé", "Kid`Athlé", "Kid＇Athlé", "Kid′Athlé"})
    void an_apostrophe_joins_the_letters_around_it(String name) {
        assertThat(NameNormalizer.normalize(name)).isEqualTo("kidathle");
    }

    @Test
    void any_other_punctuation_separates_words_by_one_blank() {
        assertThat(NameNormalizer.normalize("  Kid -- Athlé/2 (b)! ")).isEqualTo("kid athle 2 b");
    }

    @Test
    void a_name_of_signs_alone_has_an_empty_key() {
        assertThat(NameNormalizer.normalize("-- ! --")).isEmpty();
    }

    @Test
    void a_letter_without_latin_form_stays() {
        assertThat(NameNormalizer.normalize("東京 Meeting")).isEqualTo("東京 meeting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ευρος", "ΕΥΡΟΣ", "ϵυρος", "ΕΎΡΟΣ"})
    void a_greek_digraph_is_unified_in_any_case(String spelling) {
        assertThat(NameNormalizer.normalize(spelling)).isEqualTo("evros");
    }

    @Test
    void no_letter_beside_one_of_a_digraph_fails() {
        for (char letter = 0; letter < Character.MAX_VALUE; letter++) {
            String name = "α$ ε$ η$ ο$ γ$ $υ $ύ $γ $ξ $χ".replace('$', letter);
            assertThatCode(() -> NameNormalizer.normalize(name))
                    .as("U+%04X", (int) letter)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void words_keep_their_digraphs() {
        assertThat(NameNormalizer.toWords("Aarhus Goeteborg")).isEqualTo("aarhus goeteborg");
    }

    @Test
    void normalizing_a_key_again_changes_nothing_but_new_digraphs() {
        String key = NameNormalizer.normalize("3. Łódź – Ćwierćmaraton «Πειραιάς»");
        assertThat(NameNormalizer.normalize(key)).isEqualTo(key);
    }
}
