package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.opentrack.competition.name.parse.Token.Meaning;

/** Parses tokens with digits, and Roman numerals: distances, age groups, ordinals, codes. */
final class NumberTokenParser {
    private static final Pattern PARTS = Pattern.compile("([^0-9]*)([0-9]+)(.*)");
    private static final Pattern RELAY_ENDING = Pattern.compile("x[0-9]");
    /** Ending of a part's number: "1of". */
    private static final String PART_MARK = "of";

    private static final int MAX_DIGITS = 6;
    private static final int MAX_YOUTH_AGE = 23;
    private static final String AGE_GROUP_LETTERS = "mwfpgtjk";

    /** Track distances that names give without a unit: "an 800 meeting". */
    private static final Set<Integer> TRACK_DISTANCES = Set.of(200, 300, 400, 600, 800, 1000, 1500, 3000, 5000, 10_000);

    private NumberTokenParser() {}

    /** Tokens of a number word, empty for any other word. */
    static List<Token> parse(String word, boolean first, boolean last) {
        Matcher parts = PARTS.matcher(word);
        if (!parts.matches()) {
            int roman = RomanNumeral.parse(word, first || last);
            return roman == 0 ? List.of() : List.of(Token.number(word, roman, Token.Form.ROMAN));
        }
        String letters = parts.group(1);
        String count = parts.group(2);
        String ending = parts.group(3);
        if (letters.isEmpty()) {
            return List.of(
                    ending.isEmpty() ? number(word, Token.Form.CARDINAL) : parseDigitsFirst(word, count, ending));
        }
        return ending.isEmpty() && count.length() <= 2
                ? parseLettersFirst(word, letters, count)
                : List.of(Token.of(word, TokenType.NUMBER, word));
    }

    static boolean isTrackDistance(int number) {
        return TRACK_DISTANCES.contains(number);
    }

    /** Distance of the number at an index and the unit of measure behind it ("10 km"), null without one. */
    static String measuredDistance(List<Token> tokens, int at) {
        if (tokens.get(at).form() != Token.Form.CARDINAL || at + 1 == tokens.size()) {
            return null;
        }
        String unit = tokens.get(at + 1).value(TokenType.MEASURE);
        return unit == null ? null : normalizeDistance("" + tokens.get(at).number(), unit);
    }

    /** Normalises a distance to one notation: "5000m" on the track, "5 km" on the road, "half marathon". */
    static String normalizeDistance(String count, String unit) {
        String number = count.replaceFirst("^0+(?=.)", "");
        return switch (unit) {
            case "m" -> number + "m";
            case "km" ->
                switch (number) {
                    case "21" -> "half marathon";
                    case "42" -> "marathon";
                    default -> number + " km";
                };
            default -> number + ' ' + (number.equals("1") ? unit.substring(0, unit.length() - 1) : unit);
        };
    }

    private static Token number(String digits, Token.Form form) {
        return digits.length() > MAX_DIGITS
                ? Token.of(digits, TokenType.NUMBER, digits)
                : Token.number(digits, Integer.parseInt(digits), form);
    }

    private static Token parseDigitsFirst(String word, String count, String ending) {
        if (RELAY_ENDING.matcher(ending).lookingAt()) {
            return relay(word);
        }
        if (ending.equals(PART_MARK)) {
            return Token.of(word, TokenType.MARK, count);
        }
        List<Meaning> meanings = Lexicon.lookup(ending);
        for (int i = 0; meanings != null && i < meanings.size(); i++) {
            TokenType type = meanings.get(i).type();
            if (type == TokenType.MEASURE) {
                return Token.of(
                        word,
                        TokenType.DISTANCE,
                        normalizeDistance(count, meanings.get(i).value()));
            }
            if (type == TokenType.NUMBER_ENDING) {
                return number(count, Token.Form.ORDINAL);
            }
        }
        return Token.of(word, TokenType.NUMBER, word);
    }

    private static Token relay(String word) {
        String legs = word.endsWith("m") ? word.substring(0, word.length() - 1) : word;
        return Token.of(
                word, List.of(new Meaning(TokenType.DISCIPLINE, "relays"), new Meaning(TokenType.DISTANCE, legs)));
    }

    /** Parses letters before digits: "u18", "mju20", "w35", "day2", "k18". */
    private static List<Token> parseLettersFirst(String word, String before, String count) {
        if (before.endsWith("u") && before.length() <= 3 || before.equals("sub") || before.equals("under")) {
            return youth(before, count);
        }
        if (before.length() == 1 && AGE_GROUP_LETTERS.contains(before) && count.length() == 2) {
            return List.of(Token.of(word, TokenType.AGE_GROUP, isGreekYouth(before, count) ? "u" + count : word));
        }
        List<Meaning> meanings = Lexicon.lookup(before);
        return meanings == null
                ? List.of(Token.of(word, TokenType.NUMBER, word))
                : List.of(Token.of(before, meanings), number(count, Token.Form.CARDINAL));
    }

    /** Tests for Greek youth groups: "Κ20" is U20; above 23 years K is an age group of women. */
    private static boolean isGreekYouth(String before, String count) {
        return before.equals("k") && Integer.parseInt(count) <= MAX_YOUTH_AGE;
    }

    private static List<Token> youth(String before, String count) {
        Token age = Token.of(before + count, TokenType.AGE_GROUP, "u" + Integer.parseInt(count));
        return switch (before.charAt(0)) {
            case 'm' -> List.of(age, Token.of("m", TokenType.SEX, "men"));
            case 'w', 'f' -> List.of(age, Token.of("w", TokenType.SEX, "women"));
            default -> List.of(age);
        };
    }
}
