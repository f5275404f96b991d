package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Property test with a fixed seed: a pass that is left out would change nothing. */
class SpellingUnifierTest {
    private static final int ALL_PASSES = -1;

    @Property(tries = 5_000, seed = "20270613")
    void passes_left_out_change_nothing(@ForAll("texts") String text) {
        assertThat(SpellingUnifier.unify(text)).isEqualTo(SpellingUnifier.unify(text, ALL_PASSES));
    }

    @Example
    void no_letter_needs_a_pass_that_is_left_out() {
        for (char letter = 0; letter < Character.MAX_VALUE; letter++) {
            passes_left_out_change_nothing("$1/2) $10 km $ a $а $υ α$ ε$ $γ γ$ x".replace('$', letter));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> special = Arbitraries.of(
                "(osa 1/2)",
                "(1)",
                "[2/3]",
                " & ",
                " + ",
                ", 10 km",
                ", half mar",
                "εύ",
                "ΟΥ",
                "ϵυ",
                "γχ",
                "ъл",
                "Ъе",
                "①",
                "❿",
                "™",
                "℠",
                "Meeting ");
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(3);
        return Arbitraries.oneOf(special, any).list().ofMaxSize(6).map(parts -> String.join("", parts));
    }
}
