package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluation on the parts of the gold set that rules are not tuned on. */
class GoldSetTest {
    private static final List<LabelledPair> ALL = LabelledPair.all();

    @Test
    void the_gold_set_is_large_enough() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(3_000);
        assertThat(ALL.stream().filter(LabelledPair::duplicate)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(LabelledPair::isHard)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(pair -> pair.kind().equals("random"))).hasSizeGreaterThanOrEqualTo(500);
        assertThat(LabelledPair.of(LabelledPair.UNSEEN)).hasSizeGreaterThanOrEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {LabelledPair.HELD_OUT})
    void pairs_not_tuned_on_reach_the_required_precision_and_recall(String part) {
        PrecisionRecall quality = PrecisionRecall.of(LabelledPair.of(part));
        System.out.println(quality.report());
        assertThat(quality.precision().value()).isGreaterThanOrEqualTo(0.97);
        assertThat(quality.recall().value()).isGreaterThanOrEqualTo(0.95);
        assertThat(quality.hardAlarms().value()).isLessThanOrEqualTo(0.02);
    }

    @Test
    void names_equal_but_for_case_and_accents_are_all_found() {
        assertThat(ALL.stream().filter(pair -> pair.duplicate() && pair.kind().equals("exact")))
                .allMatch(pair -> pair.compare().isDuplicate());
    }

    @Test
    void the_order_of_two_competitions_does_not_matter() {
        assertThat(ALL).allSatisfy(pair -> assertThat(pair.compare()).isEqualTo(pair.compareReversed()));
    }

    @Test
    void each_match_has_a_reason_and_no_distinct_pair_has_one() {
        assertThat(ALL).allSatisfy(pair -> {
            DuplicateMatcher.MatchResult result = pair.compare();
            assertThat(result.reasons().isEmpty())
                    .isEqualTo(result.type() == DuplicateMatcher.MatchResult.Type.DISTINCT);
        });
    }
}
