package run.opentrack.competition.duplicate;

import java.util.Map;
import java.util.UUID;

/**
 * A stored competition that a new one may be the same as.
 *
 * @param verdict why; {@code DIFFERENT} when it only has the same id
 * @param rendered its JSON, null where it was not read yet
 */
public record DuplicateMatch(UUID id, MatchResult verdict, String rendered) {
    boolean isExact() {
        return verdict.type() == MatchResult.Type.EXACT;
    }

    DuplicateMatch withRendered(Map<UUID, String> texts) {
        return rendered == null ? new DuplicateMatch(id, verdict, texts.get(id)) : this;
    }

    double score() {
        return isExact() ? 2 : verdict.isDuplicate() ? verdict.score() : 0;
    }
}
