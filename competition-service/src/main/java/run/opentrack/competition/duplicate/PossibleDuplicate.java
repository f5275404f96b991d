package run.opentrack.competition.duplicate;

import java.util.List;
import java.util.UUID;

/**
 * A stored competition that may be the same as a written one, for a person to decide.
 *
 * @param score 0 to 1
 * @param reasons in English, the strongest first
 */
public record PossibleDuplicate(UUID id, double score, List<String> reasons) {}
