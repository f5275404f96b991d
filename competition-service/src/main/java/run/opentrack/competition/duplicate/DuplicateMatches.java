package run.opentrack.competition.duplicate;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;

/** Matches of one probe, best first, and the 409 body made of them. */
public final class DuplicateMatches {
    /** Number of matches in a 409 body. An override token covers all matches. */
    private static final int MAX_SHOWN = 10;

    private final List<DuplicateMatch> matches;
    private final UUID requestedId;
    private final boolean uniqueKeyTaken;

    /**
     * A stored competition that may be the same as the probe.
     *
     * @param result classification; {@code DISTINCT} for a match by id only
     * @param rendered stored JSON, null until read
     */
    record DuplicateMatch(UUID id, MatchResult result, String rendered) {
        boolean isExact() {
            return result.type() == Type.EXACT;
        }

        DuplicateMatch withRendered(Map<UUID, String> json) {
            return rendered == null ? new DuplicateMatch(id, result, json.get(id)) : this;
        }

        /** Ranking score: exact matches above all others, matches by id last. */
        double score() {
            return isExact() ? 2 : result.isDuplicate() ? result.score() : 0;
        }
    }

    DuplicateMatches(List<DuplicateMatch> matches, UUID requestedId, boolean uniqueKeyTaken) {
        this.matches = matches.stream()
                .sorted(Comparator.comparingDouble(DuplicateMatch::score)
                        .reversed()
                        .thenComparing(DuplicateMatch::id))
                .toList();
        this.requestedId = requestedId;
        this.uniqueKeyTaken = uniqueKeyTaken;
    }

    public static DuplicateMatches none() {
        return new DuplicateMatches(List.of(), null, false);
    }

    public boolean isEmpty() {
        return matches.isEmpty();
    }

    /** Tests for another competition with the id that the client chose. */
    public boolean isIdTaken() {
        return ids().contains(requestedId);
    }

    /** Tests for a taken unique key, by a match or by an equal name at another location. */
    public boolean isUniqueKeyTaken() {
        return uniqueKeyTaken;
    }

    public Set<UUID> ids() {
        return matches.stream().map(DuplicateMatch::id).collect(Collectors.toSet());
    }

    /** Ids of the shown matches without JSON. */
    List<UUID> idsWithoutJson() {
        return shown().filter(match -> match.rendered() == null)
                .map(DuplicateMatch::id)
                .toList();
    }

    /**
     * Copy with the JSON of shown matches. A match without JSON after the read was deleted meanwhile and is dropped.
     *
     * @param json stored JSON by id
     */
    DuplicateMatches withRendered(Map<UUID, String> json) {
        Set<UUID> deleted = new HashSet<>(idsWithoutJson());
        deleted.removeAll(json.keySet());
        List<DuplicateMatch> remaining = matches.stream()
                .filter(match -> !deleted.contains(match.id()))
                .map(match -> match.withRendered(json))
                .toList();
        return new DuplicateMatches(remaining, requestedId, uniqueKeyTaken);
    }

    private Stream<DuplicateMatch> shown() {
        return matches.stream().limit(MAX_SHOWN);
    }

    /** Body of the 409 response. {@code mathing_competitions} is the documented spelling. */
    public String conflictBody(String overrideToken) {
        String json =
                shown().map(DuplicateMatch::rendered).filter(Objects::nonNull).collect(Collectors.joining(","));
        return "{\"detail\":{\"error\":\"" + errorMessage() + "\",\"override_token\":\"" + overrideToken
                + "\",\"mathing_competitions\":[" + json + "]}}";
    }

    private String errorMessage() {
        String error = matches.stream().anyMatch(DuplicateMatch::isExact)
                ? "A competition with the same name and date exists"
                : isIdTaken() ? "A competition with the same id exists" : "A similar competition exists";
        boolean cityMissing = !matches.isEmpty()
                && !isIdTaken()
                && matches.stream().allMatch(match -> match.result().cityMissing());
        return cityMissing ? error + "; the city is missing in one of them" : error;
    }
}
