package run.opentrack.competition.reading;

/**
 * One meaning of a word.
 *
 * @param value the same for all words that mean it
 */
public record Sense(Kind kind, String value) {}
