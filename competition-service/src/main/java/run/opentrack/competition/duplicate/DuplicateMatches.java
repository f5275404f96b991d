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

/** All that a new competition may be the same as, best first. */
public final class DuplicateMatches {
    /** So many are shown; an override token covers all. */
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

    /** Whether the id that the client chose is another competition's already. */
    public boolean isIdTaken() {
        return ids().contains(requestedId);
    }

    /** Whether the named unique key is taken: by one of these, or by an equal name at another place. */
    public boolean isUniqueKeyTaken() {
        return uniqueKeyTaken;
    }

    public Set<UUID> ids() {
        return matches.stream().map(DuplicateMatch::id).collect(Collectors.toSet());
    }

    /** Those that are shown and whose texts are missing. */
    List<UUID> idsWithoutJson() {
        return shown().filter(one -> one.rendered() == null)
                .map(DuplicateMatch::id)
                .toList();
    }

    /** The same with texts that were missing. One that was asked for and has none was deleted meanwhile: it is no match. */
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

    /** The answer to a create that meets them, as documented; {@code mathing} is spelled so. */
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
