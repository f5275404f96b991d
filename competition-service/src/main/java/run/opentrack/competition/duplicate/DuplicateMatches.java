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

/** Matches of one probe, best first, and the 409 body made of them. */
public final class DuplicateMatches {
    /** Number of matches in a 409 body. An override token covers all matches. */
    private static final int MAX_SHOWN = 10;

    private final List<DuplicateMatch> matches;
    private final UUID requestedId;
    private final boolean uniqueKeyTaken;

    DuplicateMatches(List<DuplicateMatch> found, UUID wantedId, boolean keyTaken) {
        this.matches = found.stream()
                .sorted(Comparator.comparingDouble(DuplicateMatch::score)
                        .reversed()
                        .thenComparing(DuplicateMatch::id))
                .toList();
        this.requestedId = wantedId;
        this.uniqueKeyTaken = keyTaken;
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
        return shown().filter(one -> one.rendered() == null)
                .map(DuplicateMatch::id)
                .toList();
    }

    /**
     * Copy with the JSON of shown matches. A match without JSON after the read was deleted meanwhile and is dropped.
     *
     * @param texts JSON by id
     */
    DuplicateMatches withRendered(Map<UUID, String> texts) {
        Set<UUID> gone = new HashSet<>(idsWithoutJson());
        gone.removeAll(texts.keySet());
        List<DuplicateMatch> left = matches.stream()
                .filter(one -> !gone.contains(one.id()))
                .map(one -> one.withRendered(texts))
                .toList();
        return new DuplicateMatches(left, requestedId, uniqueKeyTaken);
    }

    private Stream<DuplicateMatch> shown() {
        return matches.stream().limit(MAX_SHOWN);
    }

    /** Body of the 409 response. {@code mathing_competitions} is the documented spelling. */
    public String conflictBody(String overrideToken) {
        String texts =
                shown().map(DuplicateMatch::rendered).filter(Objects::nonNull).collect(Collectors.joining(","));
        return "{\"detail\":{\"error\":\"" + errorMessage() + "\",\"override_token\":\"" + overrideToken
                + "\",\"mathing_competitions\":[" + texts + "]}}";
    }

    private String errorMessage() {
        if (matches.stream().anyMatch(DuplicateMatch::isExact)) {
            return "A competition with the same name and date exists";
        }
        return isIdTaken() ? "A competition with the same id exists" : "A similar competition exists";
    }
}
