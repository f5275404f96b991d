package run.opentrack.competition.name;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Transliterates text to lower-case Latin letters by the table {@code transliteration.txt}. Letters without an entry
 * (Chinese, Japanese, Arabic) stay. Independent of the default locale, as a Turkish one lowers {@code I} to {@code ı}.
 */
public final class Transliterator {
    private static final Map<Integer, String> LETTERS = load();

    private Transliterator() {}

    public static String toLatin(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder plain = new StringBuilder(folded.length() + 8);
        for (int at = 0; at < folded.length(); at += Character.charCount(folded.codePointAt(at))) {
            append(plain, folded.codePointAt(at));
        }
        return plain.toString();
    }

    private static void append(StringBuilder plain, int letter) {
        if (letter < 128) {
            plain.append((char) letter);
            return;
        }
        String spelled = LETTERS.get(letter);
        if (spelled != null) {
            plain.append(spelled);
            return;
        }
        if (!hasAccents(letter)) {
            plain.appendCodePoint(letter);
            return;
        }
        Normalizer.normalize(Character.toString(letter), Normalizer.Form.NFD)
                .codePoints()
                .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                .forEach(part -> {
                    String base = LETTERS.get(part);
                    plain.append(base == null ? Character.toString(part) : base);
                });
    }

    /** Tests for scripts in which a combining mark is an accent. In Japanese it makes another letter. */
    static boolean hasAccents(int letter) {
        return switch (Character.UnicodeScript.of(letter)) {
            case LATIN, GREEK, CYRILLIC, HEBREW, INHERITED -> true;
            default -> false;
        };
    }

    private static Map<Integer, String> load() {
        Map<Integer, String> letters = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Transliterator.class.getResourceAsStream("/transliteration.txt"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] cells = line.split(" ");
                        letters.put(cells[0].codePointAt(0), cells[1].equals("-") ? "" : cells[1]);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return letters;
    }
}
