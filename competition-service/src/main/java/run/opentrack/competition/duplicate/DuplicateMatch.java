package run.opentrack.competition.duplicate;

import java.util.Map;
import java.util.UUID;

/**
 * A stored competition that may be the same as the probe.
 *
 * @param result classification; {@code DISTINCT} for a match by id only
 * @param rendered stored JSON, null until read
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
