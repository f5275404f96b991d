package run.opentrack.competition.name.parse;

import java.util.List;

/**
 * A word or phrase of a name with its possible meanings.
 *
 * @param meanings empty when unknown
 * @param number value of a number, otherwise 0
 * @param form notation of the number
 */
record Token(String text, List<Meaning> meanings, int number, Form form) {
    /**
     * One meaning of a word.
     *
     * @param value canonical term, equal for all synonyms
     */
    record Meaning(TokenType type, String value) {}

    enum Form {
        NONE,
        CARDINAL,
        ORDINAL,
        ROMAN
    }

    static Token of(String text, List<Meaning> meanings) {
        return new Token(text, meanings, 0, Form.NONE);
    }

    static Token number(String text, int number, Form form) {
        return new Token(text, List.of(), number, form);
    }

    /** A token with a single meaning. */
    static Token of(String text, TokenType type, String value) {
        return of(text, List.of(new Meaning(type, value)));
    }

    boolean hasFacet() {
        return meanings.stream().anyMatch(meaning -> meaning.type().isFacet());
    }

    boolean isNumber() {
        return form != Form.NONE;
    }

    boolean hasType(TokenType type) {
        return value(type) != null;
    }

    /** First value of a type, null without one. */
    String value(TokenType type) {
        for (Meaning meaning : meanings) {
            if (meaning.type() == type) {
                return meaning.value();
            }
        }
        return null;
    }
}
