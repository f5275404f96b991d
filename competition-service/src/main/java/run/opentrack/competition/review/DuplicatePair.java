package run.opentrack.competition.review;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.database.security.Rights;

/**
 * Pair of competitions that may be one, with their present countries.
 *
 * @param bothExist whether both competitions are in the calendar, neither deleted nor merged
 * @param proposedCountry whose admin proposed a merge, otherwise null
 * @param keptId of a proposed or merged pair, otherwise null
 * @param taken members to be copied, joined by commas; null as in {@code keptId}
 */
record DuplicatePair(
        UUID id,
        UUID firstId,
        UUID secondId,
        String firstCountry,
        String secondCountry,
        boolean bothExist,
        String state,
        String proposedCountry,
        UUID keptId,
        String taken) {
    static final String OPEN = "open";
    static final String PROPOSED = "proposed";
    static final String SAME = "same";
    static final String DIFFERENT = "different";
    static final List<String> STATES = List.of(OPEN, PROPOSED, SAME, DIFFERENT);

    Set<String> countries() {
        return new TreeSet<>(List.of(firstCountry, secondCountry));
    }

    boolean contains(UUID competition) {
        return firstId.equals(competition) || secondId.equals(competition);
    }

    UUID other(UUID competition) {
        return firstId.equals(competition) ? secondId : firstId;
    }

    String countryOf(UUID competition) {
        return firstId.equals(competition) ? firstCountry : secondCountry;
    }

    boolean isDecided() {
        return state.equals(SAME) || state.equals(DIFFERENT);
    }

    DuplicatePair withState(String newState) {
        return with(newState, null, null, null);
    }

    private DuplicatePair with(String newState, String country, UUID newKeptId, String newTaken) {
        return new DuplicatePair(
                id, firstId, secondId, firstCountry, secondCountry, bothExist, newState, country, newKeptId, newTaken);
    }

    /**
     * Pair after the decision to merge, of which both countries must approve: proposed, if only one has.
     *
     * @param rights of the caller, who administers one of the countries at least
     */
    DuplicatePair withMergeDecision(DuplicateDecision decision, Rights rights) {
        Set<String> own = countries().stream().filter(rights::mayAdminister).collect(Collectors.toSet());
        boolean accepts = state.equals(PROPOSED)
                && decision.keep().equals(keptId)
                && decision.take().equals(takenMembers());
        boolean agreed = own.containsAll(countries())
                || accepts && countries().contains(proposedCountry) && !own.contains(proposedCountry);
        return with(
                agreed ? SAME : PROPOSED,
                agreed ? null : own.iterator().next(),
                decision.keep(),
                String.join(",", new TreeSet<>(decision.take())));
    }

    Set<String> takenMembers() {
        return taken == null || taken.isEmpty() ? Set.of() : Set.of(taken.split(","));
    }
}
