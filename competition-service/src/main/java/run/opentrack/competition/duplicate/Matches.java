package run.opentrack.competition.duplicate;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** All that a new competition may be the same as, best first. */
public final class Matches {
    /** So many are shown; an override token covers all. */
    private static final int SHOWN = 10;

    private final List<Match> found;
    private final boolean idTaken;

    Matches(List<Match> found, UUID wantedId) {
        this.found = found.stream()
                .sorted(Comparator.comparingDouble(Match::score).reversed().thenComparing(Match::id))
                .toList();
        this.idTaken = found.stream().anyMatch(match -> match.id().equals(wantedId));
    }

    public static Matches none() {
        return new Matches(List.of(), null);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether the id that the client chose is another competition's already. */
    public boolean isIdTaken() {
        return idTaken;
    }

    public Set<UUID> ids() {
        return found.stream().map(Match::id).collect(Collectors.toSet());
    }

    /** The answer to a create that meets them, as documented; {@code mathing} is spelled so. */
    public String answer(String overrideToken) {
        String shown = found.stream().limit(SHOWN).map(Match::rendered).collect(Collectors.joining(","));
        return "{\"detail\":{\"error\":\"" + error() + "\",\"override_token\":\"" + overrideToken
                + "\",\"mathing_competitions\":[" + shown + "]}}";
    }

    private String error() {
        if (found.stream().anyMatch(Match::hasSameNameAndDate)) {
            return "A competition with the same name and date exists";
        }
        return idTaken ? "A competition with the same id exists" : "A similar competition exists";
    }
}
