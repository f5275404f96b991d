package run.opentrack.competition.name.parse;

/**
 * One meaning of a word.
 *
 * @param value canonical term, equal for all synonyms
 */
public record Meaning(TokenType type, String value) {}
