package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Whether two competitions are one, and why.
 *
 * @param kind what a client is told
 * @param score 0 to 1, to order matches by
 * @param reasons the signals that agreed, or those that vetoed
 */
public record Verdict(Kind kind, double score, List<String> reasons) {
    public enum Kind {
        /** The same name on the same date. */
        SAME,
        /** In all likelihood the same competition. */
        SIMILAR,
        DIFFERENT
    }

    static Verdict different(String why) {
        return new Verdict(Kind.DIFFERENT, 0, List.of(why));
    }

    public boolean isDuplicate() {
        return kind != Kind.DIFFERENT;
    }
}
