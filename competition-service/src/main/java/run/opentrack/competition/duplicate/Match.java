package run.opentrack.competition.duplicate;

import java.util.Map;
import java.util.UUID;

/**
 * A stored competition that a new one may be the same as.
 *
 * @param verdict why; {@code DIFFERENT} when it only has the same id
 * @param rendered its JSON, null where it was not read yet
 */
public record Match(UUID id, Verdict verdict, String rendered) {
    boolean hasSameNameAndDate() {
        return verdict.kind() == Verdict.Kind.SAME;
    }

    Match with(Map<UUID, String> texts) {
        return rendered == null ? new Match(id, verdict, texts.get(id)) : this;
    }

    double score() {
        return hasSameNameAndDate() ? 2 : verdict.isDuplicate() ? verdict.score() : 0;
    }
}
