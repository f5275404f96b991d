package run.opentrack.competition.name.parse;

/** Roman numerals up to 199, as used for editions. */
final class RomanNumeral {
    private static final String[] TENS = {"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"};
    private static final String[] ONES = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
    private static final int MAX_VALUE = 199;
    private static final int MAX_LENGTH = 9;

    private RomanNumeral() {}

    /**
     * Value of a numeral, or 0.
     *
     * @param allowSingleLetter false within a name, where a letter is a Slavic "and" or "in"
     */
    static int parse(String word, boolean alone) {
        if (word.length() > MAX_LENGTH || word.length() == 1 && !alone) {
            return 0;
        }
        for (int i = 0; i < word.length(); i++) {
            if ("ivxlc".indexOf(word.charAt(i)) < 0) {
                return 0;
            }
        }
        boolean rare = word.indexOf('l') >= 0 || word.indexOf('c') >= 0;
        if (rare && word.length() < 3 && !word.equals("xl") && !word.equals("lx")) {
            return 0;
        }
        for (int number = 1; number <= MAX_VALUE; number++) {
            if (word.equals(format(number))) {
                return number;
            }
        }
        return 0;
    }

    private static String format(int number) {
        return (number >= 100 ? "c" : "") + TENS[number / 10 % 10] + ONES[number % 10];
    }
}
