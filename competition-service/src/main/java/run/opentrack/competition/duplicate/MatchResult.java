package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Classification of a pair of competitions.
 *
 * @param type class reported to the client
 * @param score 0 to 1, for ranking
 * @param reasons rules that matched or vetoed, for reports
 */
public record MatchResult(Type type, double score, List<String> reasons) {
    public enum Type {
        /** Equal name and date. */
        EXACT,
        /** Probably the same competition. */
        SIMILAR,
        DISTINCT
    }

    static MatchResult distinct(String why) {
        return new MatchResult(Type.DISTINCT, 0, List.of(why));
    }

    public boolean isDuplicate() {
        return type != Type.DISTINCT;
    }
}
