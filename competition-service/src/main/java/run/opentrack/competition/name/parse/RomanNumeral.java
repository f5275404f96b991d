package run.opentrack.competition.name.parse;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Roman numerals up to 199, as used for editions. */
final class RomanNumeral {
    private static final String[] TENS = {"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"};
    private static final String[] ONES = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
    private static final Map<String, Integer> VALUES =
            IntStream.rangeClosed(1, 199).boxed().collect(Collectors.toMap(RomanNumeral::format, Function.identity()));
    /** Numerals that are words or abbreviations in names, as "XC" is cross country. */
    private static final Set<String> WORDS = Set.of("l", "c", "li", "lv", "xc", "ci", "cv", "cx", "cl");

    private RomanNumeral() {}

    /**
     * Value of a numeral, or 0.
     *
     * @param allowSingleLetter false within a name, where a letter is a Slavic "and" or "in"
     */
    static int parse(String word, boolean allowSingleLetter) {
        boolean excluded = word.length() == 1 && !allowSingleLetter || WORDS.contains(word);
        return excluded ? 0 : VALUES.getOrDefault(word, 0);
    }

    private static String format(int number) {
        return (number >= 100 ? "c" : "") + TENS[number / 10 % 10] + ONES[number % 10];
    }
}
