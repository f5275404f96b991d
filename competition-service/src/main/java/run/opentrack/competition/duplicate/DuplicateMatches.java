package run.opentrack.competition.duplicate;

import io.netty.buffer.ByteBufUtil;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;

/** Matches of one probe, best first, the 409 body made of them, and the possible ones, for which there is no 409. */
public final class DuplicateMatches {
    /** Number of matches in a 409 body. An override token covers all matches. */
    static final int MAX_SHOWN = 10;

    private static final int MAX_BODY_BYTES = 1 << 20;
    /** Upper bound of the body without token and matches. */
    private static final int ENVELOPE_BYTES = 256;

    private final List<DuplicateMatch> matches;
    private final List<DuplicateMatch> possible;
    private final UUID requestedId;
    private final boolean uniqueKeyTaken;
    private final boolean nationalIdTaken;
    private final boolean partial;
    private final boolean idOfOtherCountry;

    /**
     * A stored competition that may be the same as the probe.
     *
     * @param result classification; {@code DISTINCT} for a match by id only
     * @param rendered stored JSON, null until read, and if it exceeds the size that may be read
     */
    record DuplicateMatch(UUID id, MatchResult result, String rendered) {
        boolean isExact() {
            return result.type() == Type.EXACT;
        }

        DuplicateMatch withRendered(Map<UUID, String> json) {
            return new DuplicateMatch(id, result, json.get(id));
        }

        boolean isPossibleOnly(UUID requestedId) {
            return result.isPossible() && !id.equals(requestedId);
        }

        PossibleDuplicate toPossible() {
            return new PossibleDuplicate(id, result.score(), result.reasons());
        }

        /** Ranking score: exact matches above all others, those that are refused for their id only last. */
        double score() {
            return result.score() + (isExact() ? 2 : result.isDuplicate() ? 1 : 0);
        }
    }

    /** @param partial whether the likeliest candidates only were compared, as there were too many */
    DuplicateMatches(
            List<DuplicateMatch> matches,
            UUID requestedId,
            boolean uniqueKeyTaken,
            boolean nationalIdTaken,
            boolean partial) {
        this(
                ranked(matches.stream().filter(match -> !match.isPossibleOnly(requestedId))),
                ranked(matches.stream().filter(match -> match.isPossibleOnly(requestedId))),
                requestedId,
                uniqueKeyTaken,
                nationalIdTaken,
                partial,
                false);
    }

    private DuplicateMatches(
            List<DuplicateMatch> matches,
            List<DuplicateMatch> possible,
            UUID requestedId,
            boolean uniqueKeyTaken,
            boolean nationalIdTaken,
            boolean partial,
            boolean idOfOtherCountry) {
        this.matches = matches;
        this.possible = possible;
        this.requestedId = requestedId;
        this.uniqueKeyTaken = uniqueKeyTaken;
        this.nationalIdTaken = nationalIdTaken;
        this.partial = partial;
        this.idOfOtherCountry = idOfOtherCountry;
    }

    private static List<DuplicateMatch> ranked(Stream<DuplicateMatch> matches) {
        return matches.sorted(Comparator.comparingDouble(DuplicateMatch::score)
                        .reversed()
                        .thenComparing(DuplicateMatch::id))
                .toList();
    }

    public static DuplicateMatches none() {
        return new DuplicateMatches(List.of(), null, false, false, false);
    }

    /** Copy with the requested id as one more match: a competition of another country had it before it was deleted. */
    public DuplicateMatches withIdOfOtherCountry() {
        return new DuplicateMatches(matches, possible, requestedId, uniqueKeyTaken, nationalIdTaken, partial, true);
    }

    /** Copy without some competitions, which are known to be others. */
    public DuplicateMatches without(Set<UUID> others) {
        return with(
                matches.stream().filter(match -> !others.contains(match.id())).toList(),
                possible.stream().filter(match -> !others.contains(match.id())).toList());
    }

    private DuplicateMatches with(List<DuplicateMatch> newMatches, List<DuplicateMatch> newPossible) {
        return new DuplicateMatches(
                newMatches, newPossible, requestedId, uniqueKeyTaken, nationalIdTaken, partial, idOfOtherCountry);
    }

    /** The best ten of the stored competitions that are similar, but not enough for a 409. */
    public List<PossibleDuplicate> possible() {
        return possible.stream()
                .limit(MAX_SHOWN)
                .map(DuplicateMatch::toPossible)
                .toList();
    }

    /** The best ten of the similar ones for which an override token was needed, a possible one for its id. */
    public List<PossibleDuplicate> overridden() {
        return matches.stream()
                .filter(match -> match.result().type() != Type.DISTINCT)
                .limit(MAX_SHOWN)
                .map(DuplicateMatch::toPossible)
                .toList();
    }

    public boolean isEmpty() {
        return matches.isEmpty() && !idOfOtherCountry;
    }

    /** Tests for another competition with the id that the client chose. */
    public boolean isIdTaken() {
        return ids().contains(requestedId);
    }

    /** Tests for a taken unique key, by a match or by an equal name at another location. */
    public boolean isUniqueKeyTaken() {
        return uniqueKeyTaken;
    }

    /** Tests for another competition with the same national id in the country and year. */
    public boolean isNationalIdTaken() {
        return nationalIdTaken;
    }

    public boolean isPartial() {
        return partial;
    }

    public Set<UUID> ids() {
        Stream<UUID> requested = idOfOtherCountry ? Stream.of(requestedId) : Stream.empty();
        return Stream.concat(matches.stream().map(DuplicateMatch::id), requested)
                .collect(Collectors.toSet());
    }

    List<UUID> shownIds() {
        return shown().map(DuplicateMatch::id).toList();
    }

    /**
     * Copy with the JSON of shown matches. A shown match without an entry was deleted meanwhile and is dropped.
     *
     * @param json stored JSON by id, null if it may not be read
     */
    DuplicateMatches withRendered(Map<UUID, String> json) {
        Set<UUID> deleted = new HashSet<>(shownIds());
        deleted.removeAll(json.keySet());
        List<DuplicateMatch> remaining = matches.stream()
                .filter(match -> !deleted.contains(match.id()))
                .map(match -> match.withRendered(json))
                .toList();
        return with(remaining, possible);
    }

    private Stream<DuplicateMatch> shown() {
        return matches.stream().limit(MAX_SHOWN);
    }

    /** Body of the 409 response, with the matches that fit. {@code mathing_competitions} is the documented spelling. */
    public String conflictBody(String overrideToken) {
        int remaining = MAX_BODY_BYTES - ENVELOPE_BYTES - overrideToken.length();
        StringJoiner json = new StringJoiner(",");
        for (DuplicateMatch match : shown().toList()) {
            int size = match.rendered() == null ? MAX_BODY_BYTES : 1 + ByteBufUtil.utf8Bytes(match.rendered());
            if (size <= remaining) {
                json.add(match.rendered());
                remaining -= size;
            }
        }
        return "{\"detail\":{\"error\":\"" + errorMessage() + "\",\"override_token\":\"" + overrideToken
                + "\",\"mathing_competitions\":[" + json + "]}}";
    }

    private String idMessage() {
        return matches.stream().anyMatch(match -> match.id().equals(requestedId))
                ? "A competition with the same id exists"
                : "A competition of another country had this id";
    }

    private String errorMessage() {
        String error = matches.stream().anyMatch(DuplicateMatch::isExact)
                ? "A competition with the same name and date exists"
                : isIdTaken() ? idMessage() : "A similar competition exists";
        boolean cityMissing = !matches.isEmpty()
                && !isIdTaken()
                && matches.stream().allMatch(match -> match.result().cityMissing());
        return cityMissing ? error + "; the city is missing in one of them" : error;
    }
}
