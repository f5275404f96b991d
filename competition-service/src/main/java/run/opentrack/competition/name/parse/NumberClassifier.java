package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Set;

/**
 * Tells the numbers of a name apart by where they stand: "12. Sportfest" and "Memorial XXIII" count years, "Sportfest 3",
 * "Round 3" and "3. kolo" stand in a series, 2021 is a year and 5000 a distance.
 */
final class NumberClassifier {
    private static final int MIN_YEAR = 1896;
    private static final int MAX_YEAR = 2100;
    /** No series has as many; what is counted so far is years. */
    private static final int MAX_SERIES_NUMBER = 12;

    private static final Set<String> NUMBERED_IN_SERIES = Set.of(
            "series", "league", "cup", "grand prix", "competition", "match", "race", "tournament", "games", "test");

    private final List<Token> tokens;
    private final ParsedName.Builder builder;
    private String seriesNumber;
    private int seriesEnd = -1;
    private int yearIndex = -1;

    NumberClassifier(List<Token> pieces, ParsedName.Builder read) {
        this.tokens = pieces;
        this.builder = read;
    }

    /** Whether the piece is a number, or belongs to one; if so it is read. */
    boolean classify(int at) {
        Token piece = tokens.get(at);
        if (!piece.isNumber()) {
            return classifyCode(piece, at) || belongsToNumber(at);
        }
        if (isYear(piece)) {
            builder.add(TokenType.YEAR, piece.text());
            yearIndex = at;
            return true;
        }
        if (yearIndex == at - 1 && at > 0 && piece.text().length() == 2) {
            yearIndex = at;
            return true;
        }
        classifyNumber(piece, at);
        return true;
    }

    private boolean classifyCode(Token piece, int at) {
        if (piece.hasType(TokenType.NUMBER)) {
            addToSeries(piece.text(), at);
            return true;
        }
        return false;
    }

    private void classifyNumber(Token piece, int at) {
        if (hasMeasure(at)) {
            String measure = tokens.get(at + 1).meanings().stream()
                    .filter(sense -> sense.type() == TokenType.MEASURE)
                    .findFirst()
                    .orElseThrow()
                    .value();
            builder.add(TokenType.DISTANCE, DistanceNormalizer.normalize("" + piece.number(), measure));
        } else if (isBeside(at, TokenType.EDITION)) {
            builder.add(TokenType.EDITION, "" + piece.number());
        } else if (isBeside(at, TokenType.UNIT)) {
            addToSeries("" + piece.number(), at);
        } else if (piece.form() == Token.Form.CARDINAL && DistanceNormalizer.isTrackDistance(piece.number())) {
            builder.add(TokenType.DISTANCE, piece.number() + "m");
        } else if (isInSeries(piece, at)) {
            addToSeries("" + piece.number(), at);
        } else {
            builder.add(TokenType.EDITION, "" + piece.number());
        }
    }

    private boolean isInSeries(Token piece, int at) {
        if (piece.form() == Token.Form.ORDINAL && at < tokens.size() - 1) {
            return false;
        }
        if (seriesEnd == at - 1 && at > 0) {
            return true;
        }
        if (at == 0 || piece.form() == Token.Form.ROMAN && piece.number() > MAX_SERIES_NUMBER) {
            return false;
        }
        boolean counted = tokens.get(at - 1).meanings().stream()
                .anyMatch(sense -> sense.type() == TokenType.GENERIC && NUMBERED_IN_SERIES.contains(sense.value()));
        return counted || at == tokens.size() - 1;
    }

    /** Numbers that follow each other are one: "2-17". */
    private void addToSeries(String number, int at) {
        if (seriesEnd == at - 1 && at > 0 && seriesNumber != null) {
            builder.facets.get(TokenType.NUMBER).remove(seriesNumber);
            seriesNumber = seriesNumber + '.' + number;
        } else {
            seriesNumber = number;
        }
        builder.add(TokenType.NUMBER, seriesNumber);
        seriesEnd = at;
    }

    private boolean hasMeasure(int at) {
        return tokens.get(at).form() == Token.Form.CARDINAL
                && at + 1 < tokens.size()
                && tokens.get(at + 1).hasType(TokenType.MEASURE);
    }

    /** Whether this is the measure, the ordinal's ending or what a number counts. */
    private boolean belongsToNumber(int at) {
        boolean after = at > 0 && tokens.get(at - 1).isNumber() && !isYear(tokens.get(at - 1));
        boolean before = at + 1 < tokens.size() && tokens.get(at + 1).isNumber() && !isYear(tokens.get(at + 1));
        Token piece = tokens.get(at);
        return after
                        && (piece.hasType(TokenType.MEASURE)
                                || piece.hasType(TokenType.NUMBER_ENDING)
                                || piece.hasType(TokenType.UNIT))
                || (before || after) && piece.hasType(TokenType.EDITION)
                || before && piece.hasType(TokenType.UNIT) && !piece.hasType(TokenType.GENERIC);
    }

    private boolean isBeside(int at, TokenType kind) {
        boolean before = at > 0 && tokens.get(at - 1).hasType(kind);
        int next = at + 1;
        if (next < tokens.size() && tokens.get(next).hasType(TokenType.NUMBER_ENDING)) {
            next++;
        }
        return before || next < tokens.size() && tokens.get(next).hasType(kind);
    }

    private static boolean isYear(Token piece) {
        return piece.form() == Token.Form.CARDINAL
                && piece.number() >= MIN_YEAR
                && piece.number() <= MAX_YEAR
                && piece.text().length() == 4;
    }
}
