package run.opentrack.competition.reading;

import java.util.List;

/** A word with digits in it, or a Roman number: a distance, an age group, an ordinal, a code. */
final class NumberWord {
    private static final int LONGEST_NUMBER = 6;
    private static final int OLDEST_YOUTH = 23;
    private static final String GROUP_LETTERS_BEFORE_AGE = "mwfpgtjk";

    private NumberWord() {}

    /** What it is, or nothing when it is a word like others. */
    static List<Piece> read(String word, boolean first, boolean last) {
        int digits = leadingDigits(word, 0);
        if (digits == word.length()) {
            return List.of(number(word, Piece.Form.PLAIN));
        }
        if (digits > 0) {
            return List.of(withEnding(word, digits));
        }
        int letters = 0;
        while (letters < word.length() && !isDigit(word.charAt(letters))) {
            letters++;
        }
        if (letters < word.length()) {
            return afterLetters(word, letters);
        }
        int roman = RomanNumber.of(word, first || last);
        return roman == 0 ? List.of() : List.of(Piece.number(word, roman, Piece.Form.ROMAN));
    }

    static boolean isDigits(String word) {
        return !word.isEmpty() && leadingDigits(word, 0) == word.length();
    }

    private static Piece number(String digits, Piece.Form form) {
        return digits.length() > LONGEST_NUMBER
                ? Piece.saying(digits, Kind.NUMBER, digits)
                : Piece.number(digits, Integer.parseInt(digits), form);
    }

    private static Piece withEnding(String word, int digits) {
        String count = word.substring(0, digits);
        String ending = word.substring(digits);
        if (ending.length() > 1 && ending.charAt(0) == 'x' && isDigit(ending.charAt(1))) {
            return relay(word);
        }
        List<Sense> senses = Vocabulary.senses(ending);
        for (int i = 0; senses != null && i < senses.size(); i++) {
            Kind kind = senses.get(i).kind();
            if (kind == Kind.MEASURE) {
                return Piece.saying(
                        word, Kind.DISTANCE, Distance.of(count, senses.get(i).value()));
            }
            if (kind == Kind.NUMBER_ENDING) {
                return number(count, Piece.Form.ORDINAL);
            }
        }
        return Piece.saying(word, Kind.NUMBER, word);
    }

    private static Piece relay(String word) {
        String legs = word.endsWith("m") ? word.substring(0, word.length() - 1) : word;
        return Piece.of(word, List.of(new Sense(Kind.DISCIPLINE, "relays"), new Sense(Kind.DISTANCE, legs)));
    }

    /** "u18", "mju20", "w35", "day2", "k18". */
    private static List<Piece> afterLetters(String word, int letters) {
        String before = word.substring(0, letters);
        String count = word.substring(letters);
        if (!isDigits(count) || count.length() > 2) {
            return List.of(Piece.saying(word, Kind.NUMBER, word));
        }
        if (before.endsWith("u") && letters <= 3 || before.equals("sub") || before.equals("under")) {
            return youth(before, count);
        }
        if (letters == 1 && GROUP_LETTERS_BEFORE_AGE.contains(before) && count.length() == 2) {
            return List.of(Piece.saying(word, Kind.AGE_GROUP, isGreekYouth(before, count) ? "u" + count : word));
        }
        List<Sense> senses = Vocabulary.senses(before);
        return senses == null
                ? List.of(Piece.saying(word, Kind.NUMBER, word))
                : List.of(Piece.of(before, senses), number(count, Piece.Form.PLAIN));
    }

    /** "Κ20" is U20; above 23 years it would be an age group of women. */
    private static boolean isGreekYouth(String before, String count) {
        return before.equals("k") && Integer.parseInt(count) <= OLDEST_YOUTH;
    }

    private static List<Piece> youth(String before, String count) {
        Piece age = Piece.saying(before + count, Kind.AGE_GROUP, "u" + Integer.parseInt(count));
        return switch (before.charAt(0)) {
            case 'm' -> List.of(age, Piece.saying("m", Kind.SEX, "men"));
            case 'w', 'f' -> List.of(age, Piece.saying("w", Kind.SEX, "women"));
            default -> List.of(age);
        };
    }

    private static int leadingDigits(String word, int from) {
        int end = from;
        while (end < word.length() && isDigit(word.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
