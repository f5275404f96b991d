package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules against the part of the gold set that they were not tuned on. */
class GoldSetTest {
    private static final List<GoldPair> ALL = GoldPair.all();
    private static final List<GoldPair> HELD_OUT =
            ALL.stream().filter(pair -> pair.part().equals(GoldPair.HELD_OUT)).toList();

    @Test
    void the_gold_set_is_large_enough() {
        assertThat(ALL.stream().filter(GoldPair::same)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(GoldPair::isHard)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(ALL.stream().filter(pair -> pair.className().equals("random")))
                .hasSizeGreaterThanOrEqualTo(500);
    }

    @Test
    void pairs_not_tuned_on_are_told_apart() {
        Quality quality = Quality.of(HELD_OUT);
        System.out.println(quality.report());
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.97);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(0.95);
        assertThat(quality.hardAlarmRate()).isLessThanOrEqualTo(0.02);
    }

    @Test
    void names_equal_but_for_case_and_accents_are_all_found() {
        assertThat(ALL.stream().filter(pair -> pair.same() && pair.className().equals("exact")))
                .allMatch(pair -> pair.verdict().isDuplicate());
    }

    @Test
    void the_order_of_two_competitions_does_not_matter() {
        assertThat(ALL).allSatisfy(pair -> {
            assertThat(pair.verdict().kind()).isEqualTo(pair.verdictOfReverse().kind());
            assertThat(pair.verdict().score()).isEqualTo(pair.verdictOfReverse().score());
        });
    }
}
