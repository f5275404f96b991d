package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
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
    void pages_and_web_component_spell_letters_as_the_api_does() throws IOException {
        String script = Files.readString(Path.of("../gateway/src/main/resources/META-INF/resources/site/search.js"));
        String table = script.substring(script.indexOf('`', script.indexOf("SPELLINGS = ")) + 1);
        assertThat(table.substring(0, table.indexOf('`')).strip().split("\\s{2,}|\n\\s*"))
                .containsExactly(Files.readAllLines(Path.of("src/main/resources/transliteration.txt")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toArray(String[]::new));
    }

    /** Reads the expressions of the script, which mean the same in Java. */
    @Test
    void pages_and_web_component_join_words_and_remove_accents_as_the_api_does() throws IOException {
        String script = Files.readString(Path.of("../gateway/src/main/resources/META-INF/resources/site/search.js"));
        Pattern accented = expression(script, "ACCENTED = ");
        Pattern apostrophe = expression(script, "APOSTROPHES = ");
        Pattern invisible = expression(script, "\"l\").replace(");
        Pattern geminate = expression(script, "spell)\n    .replace(");
        for (int letter = 0; letter < 0x20_000; letter++) {
            String text = Character.toString(letter);
            String name = "U+%04X".formatted(letter);
            assertThat(Transliterator.hasAccents(letter))
                    .as(name)
                    .isEqualTo(accented.matcher(text).matches());
            String words = "l l";
            if (letter == '\'' || apostrophe.matcher(text).matches()) {
                words = "l'l";
            } else if (invisible.matcher(text).matches()
                    || geminate.matcher("l" + text + "l").lookingAt()) {
                words = "ll";
            } else if (!isSign(letter)) {
                continue;
            }
            assertThat(NameNormalizer.toElidedWords("l" + text + "l")).as(name).isEqualTo(words);
        }
    }

    private static boolean isSign(int letter) {
        String text = Character.toString(letter);
        return text.matches("[^\\p{L}\\p{M}\\p{N}\\p{Cs}]") && Normalizer.isNormalized(text, Normalizer.Form.NFKC);
    }

    private static Pattern expression(String script, String before) {
        int start = script.indexOf("/", script.indexOf(before) + before.length()) + 1;
        return Pattern.compile(script.substring(start, script.indexOf('/', start)));
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
