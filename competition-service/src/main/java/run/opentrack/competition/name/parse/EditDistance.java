package run.opentrack.competition.name.parse;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.opentrack.competition.name.NameNormalizer;

/**
 * Edit distance by optimal string alignment: insertions, deletions, substitutions and transpositions of adjacent
 * letters.
 */
public final class EditDistance {
    private static final int MIN_LENGTH = 5;
    private static final int MIN_LENGTH_FOR_TWO = 9;
    private static final int MIN_LENGTH_FOR_FIRST_LETTER_TYPO = 8;

    private EditDistance() {}

    /**
     * Maximum edit distance between spellings of one word of this length. In a short word one letter makes another
     * name.
     */
    public static int maxTypos(int length) {
        if (length < MIN_LENGTH) {
            return 0;
        }
        return length < MIN_LENGTH_FOR_TWO ? 1 : 2;
    }

    /**
     * Tests for another first letter, which makes another name in a short word: "Essex" is not "Wessex", "García" not
     * "marcia". Two letters swapped make none: "Emeting".
     *
     * @param length of the shorter or misspelled word
     */
    public static boolean isOtherName(int length, String a, String b) {
        return length < MIN_LENGTH_FOR_FIRST_LETTER_TYPO
                && a.charAt(0) != b.charAt(0)
                && (length < MIN_LENGTH || a.charAt(0) != b.charAt(1) || a.charAt(1) != b.charAt(0));
    }

    /** Keys of a word with a letter left out between vowels, which normalisation then folds: "maathon" is "mathon". */
    static Stream<String> foldedTypos(String word) {
        return IntStream.range(1, word.length() - 1)
                .filter(at -> NameNormalizer.isDigraph(word.charAt(at - 1), word.charAt(at + 1)))
                .mapToObj(at -> word.substring(0, at) + word.substring(at + 2));
    }

    /** Tests for one of the {@link #foldedTypos} of the longer word. */
    public static boolean isFoldedTypo(String a, String b) {
        return switch (a.length() - b.length()) {
            case 2 -> foldedTypos(a).anyMatch(b::equals);
            case -2 -> foldedTypos(b).anyMatch(a::equals);
            default -> false;
        };
    }

    /** Edit distance of two words, or {@code limit + 1} when it exceeds the limit. */
    public static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            int rowMinimum = i;
            for (int j = 1; j <= b.length(); j++) {
                row[j] = cell(a, b, i, j, beforeLast, last, row);
                rowMinimum = Math.min(rowMinimum, row[j]);
            }
            if (rowMinimum > limit) {
                return limit + 1;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return Math.min(last[b.length()], limit + 1);
    }

    private static int cell(String a, String b, int i, int j, int[] beforeLast, int[] last, int[] row) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int typos = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(typos, beforeLast[j - 2] + 1) : typos;
    }
}
