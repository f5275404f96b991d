package run.opentrack.competition.name.parse;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import run.opentrack.competition.name.parse.Token.Meaning;

/**
 * Classifies the numbers of a name by position: "12. Sportfest" and "Memorial XXIII" are editions, "Sportfest 3",
 * "Round 3" and "3. kolo" are series numbers, 2021 is a year and 5000 a distance.
 */
final class NumberClassifier {
    private static final int MIN_YEAR = 1896;
    private static final int MAX_YEAR = 2100;
    /** Maximum number in a series. Higher numbers are editions. */
    private static final int MAX_SERIES_NUMBER = 12;

    private static final Set<String> NUMBERED_IN_SERIES = Set.of(
            "series", "league", "cup", "grand prix", "competition", "match", "race", "tournament", "games", "test");

    private static final Set<String> SERIES = Set.of("series", "league", "cup", "grand prix", "tournament");

    /** Unit of classes, which are separate competitions: "Division 2". */
    private static final Predicate<Token> CLASS = isUnit("class");

    /** Unit of permits, which other names of a competition omit: "Level 2", "cat. A". */
    static final Predicate<Token> PERMIT = isUnit("permit");

    /** A number that names of a series may omit. Higher ones and codes separate competitions in the blocking index. */
    private static final Pattern ROUND_NUMBER = Pattern.compile("[1-9]|1[0-2]");

    private static final Set<TokenType> SERIES_TYPES = EnumSet.of(TokenType.NUMBER, TokenType.GROUP, TokenType.ROUND);

    private final List<Token> tokens;
    private final ParsedName.Builder builder;
    private String seriesNumber;
    private int seriesEnd = -1;
    private int yearIndex = -1;

    NumberClassifier(List<Token> tokens, ParsedName.Builder builder) {
        this.tokens = tokens;
        this.builder = builder;
    }

    /**
     * Classifies the token if it is a number or belongs to one.
     *
     * @return false for any other token, which is left to the caller
     */
    boolean classify(int at) {
        Token token = tokens.get(at);
        if (token.hasType(TokenType.NUMBER)) {
            addToSeries(token.text(), at);
            return true;
        }
        if (!token.isNumber()) {
            return belongsToNumber(at);
        }
        if (isYear(token)) {
            builder.add(TokenType.YEAR, token.text());
            yearIndex = at;
            return true;
        }
        if (at > 0 && yearIndex == at - 1 && token.text().length() == 2) {
            yearIndex = at;
            return true;
        }
        classifyNumber(token, at);
        return true;
    }

    private void classifyNumber(Token token, int at) {
        String distance = NumberTokenParser.measuredDistance(tokens, at);
        if (distance != null) {
            builder.add(TokenType.DISTANCE, distance);
        } else if (isBeside(at, TokenType.EDITION)) {
            builder.add(TokenType.EDITION, "" + token.number());
        } else if (isBeside(at, TokenType.UNIT)) {
            addToUnit("" + token.number(), at);
        } else if (token.form() == Token.Form.CARDINAL && NumberTokenParser.isTrackDistance(token.number())) {
            builder.add(TokenType.DISTANCE, token.number() + "m");
        } else if (isInSeries(token, at)) {
            addToSeries("" + token.number(), at);
        } else {
            builder.add(TokenType.EDITION, "" + token.number());
        }
    }

    private boolean isInSeries(Token token, int at) {
        if (token.form() == Token.Form.ORDINAL && at < tokens.size() - 1) {
            return false;
        }
        if (seriesEnd == at - 1 && at > 0) {
            return true;
        }
        if (at == 0 || token.form() == Token.Form.ROMAN && token.number() > MAX_SERIES_NUMBER) {
            return false;
        }
        return isGeneric(tokens.get(at - 1), NUMBERED_IN_SERIES) || at == tokens.size() - 1;
    }

    private static boolean isGeneric(Token token, Set<String> values) {
        return token.meanings().stream()
                .anyMatch(meaning -> meaning.type() == TokenType.GENERIC && values.contains(meaning.value()));
    }

    private static Predicate<Token> isUnit(String kind) {
        return token -> token.meanings().contains(new Meaning(TokenType.UNIT, kind));
    }

    private void addToUnit(String number, int at) {
        if (isBeside(at, CLASS)) {
            builder.add(TokenType.GROUP, number);
        } else if (isBeside(at, PERMIT)) {
            builder.add(TokenType.MARK, number);
        } else {
            addToSeries(number, at);
            if (at <= 1 || isBeforeSeries(at)) {
                builder.add(TokenType.ROUND, number);
            }
        }
    }

    /** Tests for the round of a series that is named behind a competition: "Memorial – 3. Lauf Sparkassen-Cup". */
    private boolean isBeforeSeries(int at) {
        return tokens.subList(Math.min(at + 2, tokens.size()), tokens.size()).stream()
                .anyMatch(token -> isGeneric(token, SERIES));
    }

    /** Adds a series number. Consecutive numbers form one: "2-17". */
    private void addToSeries(String number, int at) {
        if (seriesEnd == at - 1 && at > 0 && seriesNumber != null) {
            SERIES_TYPES.forEach(type -> builder.remove(type, seriesNumber));
            seriesNumber = seriesNumber + '.' + number;
        } else {
            seriesNumber = number;
        }
        builder.add(ROUND_NUMBER.matcher(seriesNumber).matches() ? TokenType.NUMBER : TokenType.GROUP, seriesNumber);
        seriesEnd = at;
    }

    /** Tests for a unit, an ordinal suffix or a counted noun beside a number. */
    private boolean belongsToNumber(int at) {
        boolean after = at > 0 && tokens.get(at - 1).isNumber() && !isYear(tokens.get(at - 1));
        boolean before = at + 1 < tokens.size() && tokens.get(at + 1).isNumber() && !isYear(tokens.get(at + 1));
        Token token = tokens.get(at);
        return after
                        && (token.hasType(TokenType.MEASURE)
                                || token.hasType(TokenType.NUMBER_ENDING)
                                || token.hasType(TokenType.UNIT))
                || (before || after) && token.hasType(TokenType.EDITION)
                || before && token.hasType(TokenType.UNIT) && !token.hasType(TokenType.GENERIC);
    }

    private boolean isBeside(int at, TokenType type) {
        return isBeside(at, token -> token.hasType(type));
    }

    private boolean isBeside(int at, Predicate<Token> type) {
        boolean before = at > 0 && type.test(tokens.get(at - 1));
        int next = at + 1;
        if (next < tokens.size() && tokens.get(next).hasType(TokenType.NUMBER_ENDING)) {
            next++;
        }
        return before || next < tokens.size() && type.test(tokens.get(next));
    }

    private static boolean isYear(Token token) {
        return token.form() == Token.Form.CARDINAL
                && token.number() >= MIN_YEAR
                && token.number() <= MAX_YEAR
                && token.text().length() == 4;
    }
}
