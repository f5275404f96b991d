package run.opentrack.competition.duplicate;

import java.util.UUID;

/**
 * A stored competition that a new one may be the same as.
 *
 * @param verdict why; {@code DIFFERENT} when it only has the same id
 */
public record Match(UUID id, Verdict verdict) {
    boolean hasSameNameAndDate() {
        return verdict.kind() == Verdict.Kind.SAME;
    }

    double score() {
        return hasSameNameAndDate() ? 2 : verdict.isDuplicate() ? verdict.score() : 0;
    }
}
