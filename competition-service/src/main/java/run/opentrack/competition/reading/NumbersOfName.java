package run.opentrack.competition.reading;

import java.util.List;
import java.util.Set;

/**
 * Tells the numbers of a name apart by where they stand: "12. Sportfest" and "Memorial XXIII" count years, "Sportfest 3",
 * "Round 3" and "3. kolo" stand in a series, 2021 is a year and 5000 a distance.
 */
final class NumbersOfName {
    private static final int FIRST_YEAR = 1896;
    private static final int LAST_YEAR = 2100;
    /** No series has as many; what is counted so far is years. */
    private static final int LONGEST_SERIES = 12;

    private static final Set<String> COUNTED = Set.of(
            "series", "league", "cup", "grand prix", "competition", "match", "race", "tournament", "games", "test");

    private final List<Piece> pieces;
    private final NameReading.Builder read;
    private String run;
    private int runEnds = -1;
    private int yearAt = -1;

    NumbersOfName(List<Piece> pieces, NameReading.Builder read) {
        this.pieces = pieces;
        this.read = read;
    }

    /** Whether the piece is a number, or belongs to one; if so it is read. */
    boolean take(int at) {
        Piece piece = pieces.get(at);
        if (!piece.isNumber()) {
            return takeCode(piece, at) || belongsToNumber(at);
        }
        if (isYear(piece)) {
            read.say(Kind.YEAR, piece.text());
            yearAt = at;
            return true;
        }
        if (yearAt == at - 1 && at > 0 && piece.text().length() == 2) {
            yearAt = at;
            return true;
        }
        decide(piece, at);
        return true;
    }

    private boolean takeCode(Piece piece, int at) {
        if (piece.is(Kind.NUMBER)) {
            series(piece.text(), at);
            return true;
        }
        return false;
    }

    private void decide(Piece piece, int at) {
        if (isMeasured(at)) {
            String measure = pieces.get(at + 1).senses().stream()
                    .filter(sense -> sense.kind() == Kind.MEASURE)
                    .findFirst()
                    .orElseThrow()
                    .value();
            read.say(Kind.DISTANCE, Distance.of("" + piece.number(), measure));
        } else if (neighbours(at, Kind.EDITION)) {
            read.say(Kind.EDITION, "" + piece.number());
        } else if (neighbours(at, Kind.UNIT)) {
            series("" + piece.number(), at);
        } else if (piece.form() == Piece.Form.PLAIN && Distance.isWithoutMeasure(piece.number())) {
            read.say(Kind.DISTANCE, piece.number() + "m");
        } else if (isInSeries(piece, at)) {
            series("" + piece.number(), at);
        } else {
            read.say(Kind.EDITION, "" + piece.number());
        }
    }

    private boolean isInSeries(Piece piece, int at) {
        if (piece.form() == Piece.Form.ORDINAL && at < pieces.size() - 1) {
            return false;
        }
        if (runEnds == at - 1 && at > 0) {
            return true;
        }
        if (at == 0 || piece.form() == Piece.Form.ROMAN && piece.number() > LONGEST_SERIES) {
            return false;
        }
        boolean counted = pieces.get(at - 1).senses().stream()
                .anyMatch(sense -> sense.kind() == Kind.GENERIC && COUNTED.contains(sense.value()));
        return counted || at == pieces.size() - 1;
    }

    /** Numbers that follow each other are one: "2-17". */
    private void series(String number, int at) {
        if (runEnds == at - 1 && at > 0 && run != null) {
            read.facets.get(Kind.NUMBER).remove(run);
            run = run + '.' + number;
        } else {
            run = number;
        }
        read.say(Kind.NUMBER, run);
        runEnds = at;
    }

    private boolean isMeasured(int at) {
        return pieces.get(at).form() == Piece.Form.PLAIN
                && at + 1 < pieces.size()
                && pieces.get(at + 1).is(Kind.MEASURE);
    }

    /** Whether this is the measure, the ordinal's ending or what a number counts. */
    private boolean belongsToNumber(int at) {
        boolean after = at > 0 && pieces.get(at - 1).isNumber() && !isYear(pieces.get(at - 1));
        boolean before = at + 1 < pieces.size() && pieces.get(at + 1).isNumber() && !isYear(pieces.get(at + 1));
        Piece piece = pieces.get(at);
        return after && (piece.is(Kind.MEASURE) || piece.is(Kind.NUMBER_ENDING) || piece.is(Kind.UNIT))
                || (before || after) && piece.is(Kind.EDITION)
                || before && piece.is(Kind.UNIT) && !piece.is(Kind.GENERIC);
    }

    private boolean neighbours(int at, Kind kind) {
        boolean before = at > 0 && pieces.get(at - 1).is(kind);
        int next = at + 1;
        if (next < pieces.size() && pieces.get(next).is(Kind.NUMBER_ENDING)) {
            next++;
        }
        return before || next < pieces.size() && pieces.get(next).is(kind);
    }

    private static boolean isYear(Piece piece) {
        return piece.form() == Piece.Form.PLAIN
                && piece.number() >= FIRST_YEAR
                && piece.number() <= LAST_YEAR
                && piece.text().length() == 4;
    }
}
