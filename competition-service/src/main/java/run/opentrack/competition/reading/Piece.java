package run.opentrack.competition.reading;

import java.util.List;

/**
 * A word or phrase of a name, with what it may mean.
 *
 * @param senses empty when it is unknown
 * @param number what it counts, 0 when it is no number
 * @param form how the number is written
 */
record Piece(String text, List<Sense> senses, int number, Form form) {
    enum Form {
        NONE,
        PLAIN,
        ORDINAL,
        ROMAN
    }

    static Piece of(String text, List<Sense> senses) {
        return new Piece(text, senses, 0, Form.NONE);
    }

    static Piece number(String text, int number, Form form) {
        return new Piece(text, List.of(), number, form);
    }

    /** A word that says just one thing. */
    static Piece saying(String text, Kind kind, String value) {
        return of(text, List.of(new Sense(kind, value)));
    }

    boolean isNumber() {
        return form != Form.NONE;
    }

    boolean is(Kind kind) {
        for (Sense sense : senses) {
            if (sense.kind() == kind) {
                return true;
            }
        }
        return false;
    }
}
