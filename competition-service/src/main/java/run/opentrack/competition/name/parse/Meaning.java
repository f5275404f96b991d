package run.opentrack.competition.name.parse;

/**
 * One meaning of a word.
 *
 * @param value the same for all words that mean it
 */
public record Meaning(TokenType type, String value) {}
