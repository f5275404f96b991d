package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.NameWord;
import run.opentrack.competition.name.parse.NameWord.Role;
import run.opentrack.competition.name.parse.ParsedName;

class NameSimilarityTest {
    @ParameterizedTest
    @CsvSource({
        "Kuldvillak Memorial, Kuldvillak Memorial",
        "Kuldvillak Memorial, Memorial Kuldvillak",
        "Kuldvillak Memorial, Kuldvillak Mémorial"
    })
    void equal_words_in_any_order_reach_the_maximum(String one, String other) {
        assertThat(similarity(one, other)).isEqualTo(1);
    }

    @Test
    void names_without_a_common_word_score_zero() {
        assertThat(similarity("Kuldvillak", "Vikerkaar")).isZero();
    }

    @Test
    void generic_words_alone_prove_nothing() {
        assertThat(similarity("Kuldvillak Open Meeting", "Open Meeting")).isLessThanOrEqualTo(0.5);
    }

    @Test
    void distinct_rare_words_on_both_sides_are_capped() {
        assertThat(similarity("Kuldvillak Pikne Memorial", "Kuldvillak Vikerkaar Memorial"))
                .isLessThanOrEqualTo(0.7);
        assertThat(similarityOf("Kuldvillak Pikne", "Kuldvillak Koidula").isDistinct())
                .isTrue();
    }

    @Test
    void an_extra_word_on_one_side_costs_little() {
        assertThat(similarity("Kuldvillak Memorial", "Kuldvillak Memorial Vikerkaar"))
                .isBetween(0.85, 0.99);
    }

    @Test
    void a_sponsor_on_one_side_costs_nothing() {
        assertThat(similarity("Kuldvillak Memorial", "Nike Kuldvillak Memorial"))
                .isEqualTo(1);
    }

    @Test
    void similarity_is_symmetric() {
        assertThat(similarity("Nike Kuldvillak Cup", "Kuldvilaku Open"))
                .isEqualTo(similarity("Kuldvilaku Open", "Nike Kuldvillak Cup"));
    }

    @ParameterizedTest
    @CsvSource({
        "Citylauf Kuldvillak, City Lauf Kuldvillak",
        "Janusz Kuldvillak, J. Kuldvillak",
        "Promenade Kuldvillak, Prom Kuldvillak",
        "Daněk, Daňka",
        "TKV Kuldvillak, Tartu Koidula Vikerkaar Kuldvillak",
        "Hanžeković, Hanzhekovich"
    })
    void spellings_of_one_word_are_aligned(String one, String other) {
        TokenAlignment alignment = align(one, other, Set.of());
        assertThat(alignment.unmatchedLeft()).isEmpty();
        assertThat(alignment.unmatchedRight()).isEmpty();
    }

    @Test
    void a_typo_in_the_first_letter_of_a_short_word_is_another_word() {
        assertThat(align("Essex", "Wessex", Set.of()).matched()).isEmpty();
    }

    @Test
    void a_word_of_the_city_is_aligned_as_a_city() {
        List<NameWord> matched =
                align("Oberdorf", "Oberdorf", Set.of("oberdorf")).matched();
        assertThat(matched).extracting(NameWord::role).containsExactly(Role.CITY);
    }

    @Test
    void the_lighter_word_of_a_pair_counts() {
        NameWord light = parse("J. Kuldvillak").words().get(0);
        TokenAlignment alignment = align("J. Kuldvillak", "Janusz Kuldvillak", Set.of());
        assertThat(alignment.matched()).contains(light);
        assertThat(TokenAlignment.weight(alignment.matched())).isEqualTo(1 + light.weight());
        assertThat(TokenAlignment.weight(alignment.matched(), Role.CITY)).isZero();
    }

    private static TokenAlignment align(String one, String other, Set<String> cityWords) {
        return TokenAlignment.align(parse(one).words(), parse(other).words(), cityWords);
    }

    private static double similarity(String one, String other) {
        return similarityOf(one, other).score();
    }

    private static NameSimilarity similarityOf(String one, String other) {
        PairLocation unknown = PairLocation.of(Features.of(one, ""), Features.of(other, ""));
        return new NameSimilarity(parse(one), parse(other), unknown.cityWords(), unknown);
    }

    private static ParsedName parse(String name) {
        return NameParser.parse(NameNormalizer.normalize(name), "EST");
    }
}
