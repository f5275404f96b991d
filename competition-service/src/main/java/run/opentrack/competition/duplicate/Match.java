package run.opentrack.competition.duplicate;

import java.util.UUID;

/**
 * A stored competition that a new one may be the same as.
 *
 * @param rendered its JSON
 * @param verdict why; null when it only has the same id
 */
public record Match(UUID id, String rendered, Verdict verdict) {
    boolean hasSameNameAndDate() {
        return verdict != null && verdict.kind() == Verdict.Kind.SAME;
    }

    double score() {
        if (verdict == null) {
            return 0;
        }
        return hasSameNameAndDate() ? 2 : verdict.score();
    }
}
