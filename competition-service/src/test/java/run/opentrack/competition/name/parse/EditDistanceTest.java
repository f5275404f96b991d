package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
    @ParameterizedTest
    @CsvSource({
        "meeting, meeting, 0",
        "meeting, meting, 1",
        "meeting, meetings, 1",
        "meeting, meating, 1",
        "meeting, meetnig, 1",
        "ca, abc, 3",
        "kitten, fitting, 3"
    })
    void each_insertion_deletion_substitution_and_transposition_counts_one(String a, String b, int distance) {
        assertThat(EditDistance.distance(a, b, 5)).isEqualTo(distance);
        assertThat(EditDistance.distance(b, a, 5)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "mathon, marathon, true",
        "bakaldo, barakaldo, true",
        "marton, marathon, false",
        "maton, marathon, false"
    })
    void a_letter_left_out_between_vowels_folds_them(String key, String word, boolean typo) {
        assertThat(EditDistance.isFoldedTypo(key, word)).isEqualTo(typo);
        assertThat(EditDistance.isFoldedTypo(word, key)).isEqualTo(typo);
    }

    @ParameterizedTest
    @CsvSource({"essex, wessex, true", "emeting, meeting, false", "aluf, lauf, true", "marathon, arathon, true"})
    void two_swapped_letters_at_the_beginning_make_no_other_name(String one, String other, boolean otherName) {
        int shorter = Math.min(one.length(), other.length());
        assertThat(EditDistance.isOtherName(shorter, one, other)).isEqualTo(otherName);
    }

    @Test
    void a_distance_beyond_the_limit_is_the_limit_plus_one() {
        assertThat(EditDistance.distance("kitten", "fitting", 1)).isEqualTo(2);
        assertThat(EditDistance.distance("a", "abcdef", 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4, 0", "5, 1", "8, 1", "9, 2", "30, 2"})
    void longer_words_may_have_more_typos(int length, int typos) {
        assertThat(EditDistance.maxTypos(length)).isEqualTo(typos);
    }
}
