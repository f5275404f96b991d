package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Whether two competitions are one, and why.
 *
 * @param type what a client is told
 * @param score 0 to 1, to order matches by
 * @param reasons the signals that agreed, or those that vetoed
 */
public record MatchResult(Type type, double score, List<String> reasons) {
    public enum Type {
        /** The same name on the same date. */
        EXACT,
        /** In all likelihood the same competition. */
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
