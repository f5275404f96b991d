package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransliteratorTest {
    @ParameterizedTest
    @CsvSource({
        "Straße, strasse",
        "ŁÓDŹ, lodz",
        "Øresund, oresund",
        "Đorđe, dorde",
        "Þórshöfn, thorshofn",
        "Œuvre, oeuvre",
        "Αθήνα, athina",
        "Москва, moskva",
        "Київ, kiyiv",
        "თბილისი, tbilisi",
        "Երևան, ereuan"
    })
    void letters_are_spelled_in_plain_latin(String text, String latin) {
        assertThat(Transliterator.toLatin(text)).isEqualTo(latin);
    }

    @Test
    void compatibility_forms_become_plain_letters() {
        assertThat(Transliterator.toLatin("ＡＢＣ ﬁnal №")).isEqualTo("abc final no");
    }

    @Test
    void a_mark_that_makes_another_japanese_letter_stays() {
        assertThat(Transliterator.toLatin("ガ")).isEqualTo("ガ");
    }

    @Test
    void the_default_locale_does_not_matter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertThat(Transliterator.toLatin("ISTANBUL")).isEqualTo("istanbul");
        } finally {
            Locale.setDefault(before);
        }
    }
}
