package run.opentrack.competition.name.parse;

import java.util.List;

/**
 * A word or phrase of a name, with what it may mean.
 *
 * @param meanings empty when it is unknown
 * @param number what it counts, 0 when it is no number
 * @param form how the number is written
 */
record Token(String text, List<Meaning> meanings, int number, Form form) {
    enum Form {
        NONE,
        CARDINAL,
        ORDINAL,
        ROMAN
    }

    static Token of(String text, List<Meaning> senses) {
        return new Token(text, senses, 0, Form.NONE);
    }

    static Token number(String text, int number, Form form) {
        return new Token(text, List.of(), number, form);
    }

    /** A word that says just one thing. */
    static Token of(String text, TokenType kind, String value) {
        return of(text, List.of(new Meaning(kind, value)));
    }

    boolean isNumber() {
        return form != Form.NONE;
    }

    boolean hasType(TokenType kind) {
        for (Meaning sense : meanings) {
            if (sense.type() == kind) {
                return true;
            }
        }
        return false;
    }
}
