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
public final class Matches {
    /** So many are shown; an override token covers all. */
    private static final int SHOWN = 10;

    private final List<Match> found;
    private final UUID wantedId;
    private final boolean keyTaken;

    Matches(List<Match> found, UUID wantedId, boolean keyTaken) {
        this.found = found.stream()
                .sorted(Comparator.comparingDouble(Match::score).reversed().thenComparing(Match::id))
                .toList();
        this.wantedId = wantedId;
        this.keyTaken = keyTaken;
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

    /** Those that are shown and whose texts are missing. */
    List<UUID> unread() {
        return shown().filter(one -> one.rendered() == null).map(Match::id).toList();
    }

    /** The same with texts that were missing. One that was asked for and has none was deleted meanwhile: it is no match. */
    Matches with(Map<UUID, String> texts) {
        Set<UUID> gone = new HashSet<>(unread());
        gone.removeAll(texts.keySet());
        List<Match> left = found.stream()
                .filter(one -> !gone.contains(one.id()))
                .map(one -> one.with(texts))
                .toList();
        return new Matches(left, wantedId, keyTaken);
    }

    private Stream<Match> shown() {
        return found.stream().limit(SHOWN);
    }

    /** The answer to a create that meets them, as documented; {@code mathing} is spelled so. */
    public String answer(String overrideToken) {
        String texts = shown().map(Match::rendered).filter(Objects::nonNull).collect(Collectors.joining(","));
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
