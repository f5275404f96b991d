package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Evaluation on the held-out part of the gold set. */
class GoldSetTest {
    private static final List<LabelledPair> ALL = LabelledPair.all();
    private static final List<LabelledPair> HELD_OUT = ALL.stream()
            .filter(pair -> pair.part().equals(LabelledPair.HELD_OUT))
            .toList();

    @Test
    void the_gold_set_is_large_enough() {
        assertThat(ALL.stream().filter(LabelledPair::duplicate)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(LabelledPair::isHard)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(pair -> pair.className().equals("random")))
                .hasSizeGreaterThanOrEqualTo(500);
    }

    @Test
    void held_out_pairs_reach_the_required_precision_and_recall() {
        PrecisionRecall quality = PrecisionRecall.of(HELD_OUT);
        System.out.println(quality.report());
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.97);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(0.95);
        assertThat(quality.hardAlarmRate()).isLessThanOrEqualTo(0.02);
    }

    @Test
    void names_equal_but_for_case_and_accents_are_all_found() {
        assertThat(ALL.stream()
                        .filter(pair -> pair.duplicate() && pair.className().equals("exact")))
                .allMatch(pair -> pair.compare().isDuplicate());
    }

    @Test
    void the_order_of_two_competitions_does_not_matter() {
        assertThat(ALL).allSatisfy(pair -> {
            assertThat(pair.compare().type()).isEqualTo(pair.compareReversed().type());
            assertThat(pair.compare().score()).isEqualTo(pair.compareReversed().score());
        });
    }
}
