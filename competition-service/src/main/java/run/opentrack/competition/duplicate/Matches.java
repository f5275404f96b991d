package run.opentrack.competition.duplicate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** All that a new competition may be the same as, best first. */
public final class Matches {
    /** So many are shown; an override token covers all. */
    private static final int SHOWN = 10;

    private final List<Match> found;
    private final UUID wantedId;
    private final boolean keyTaken;
    private final Map<UUID, String> rendered;

    Matches(List<Match> found, UUID wantedId, boolean keyTaken) {
        this(
                found.stream()
                        .sorted(Comparator.comparingDouble(Match::score)
                                .reversed()
                                .thenComparing(Match::id))
                        .toList(),
                wantedId,
                keyTaken,
                Map.of());
    }

    private Matches(List<Match> found, UUID wantedId, boolean keyTaken, Map<UUID, String> rendered) {
        this.found = found;
        this.wantedId = wantedId;
        this.keyTaken = keyTaken;
        this.rendered = rendered;
    }

    public static Matches none() {
        return new Matches(List.of(), null, false);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether the id that the client chose is another competition's already. */
    public boolean isIdTaken() {
        return ids().contains(wantedId);
    }

    /** Whether the named unique key is taken: by one of these, or by an equal name at another place. */
    public boolean isKeyTaken() {
        return keyTaken;
    }

    public Set<UUID> ids() {
        return found.stream().map(Match::id).collect(Collectors.toSet());
    }

    List<UUID> shown() {
        return found.stream().limit(SHOWN).map(Match::id).toList();
    }

    /** The same with the texts that are shown. */
    Matches with(Map<UUID, String> texts) {
        return new Matches(found, wantedId, keyTaken, texts);
    }

    /** The answer to a create that meets them, as documented; {@code mathing} is spelled so. */
    public String answer(String overrideToken) {
        String texts = shown().stream().map(rendered::get).collect(Collectors.joining(","));
        return "{\"detail\":{\"error\":\"" + error() + "\",\"override_token\":\"" + overrideToken
                + "\",\"mathing_competitions\":[" + texts + "]}}";
    }

    private String error() {
        if (found.stream().anyMatch(Match::hasSameNameAndDate)) {
            return "A competition with the same name and date exists";
        }
        return isIdTaken() ? "A competition with the same id exists" : "A similar competition exists";
    }
}
