package run.opentrack.competition.duplicate;

import static run.opentrack.competition.duplicate.TokenAlignment.weight;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import run.opentrack.competition.name.parse.Lexicon;
import run.opentrack.competition.name.parse.NameWord;
import run.opentrack.competition.name.parse.NameWord.Role;
import run.opentrack.competition.name.parse.ParsedName;
import run.opentrack.competition.name.parse.TokenType;

/**
 * Name similarity, 0 to 1, from aligned tokens weighted by role. Rare words identify a competition, cities less,
 * generic words ("open", "meeting") hardly. Tokens on one side only (a sponsor, the city, a long form) cost little;
 * unmatched rare words on both sides make two distinct names.
 */
final class NameSimilarity {
    /** Upper bound without a shared rare word or city. */
    private static final double MAX_WITHOUT_SHARED_NAME = 0.5;
    /** Upper bound for names that may be of two competitions, such as those that each have a rare word of their own. */
    private static final double MAX_FOR_DOUBTFUL_NAMES = 0.7;

    /** Score below which those that have one are 0: one place often has two events of one kind on a day. */
    private static final double MIN_FOR_DISTINCT_NAMES = 0.65;

    /** Score of names without rare words that agree in everything else. */
    private static final double SCORE_OF_GENERIC_MATCH = 0.85;

    private static final Set<String> NATIONAL = Set.of("national");
    private static final String CITY_WORD = "city";
    private static final String CHAMPIONSHIP = "championship";

    /** Maximum weight of unmatched generic words ("race", "meeting") in a full match. */
    private static final double MAX_UNMATCHED_GENERIC_WEIGHT = 0.25;

    private static final double NEGLIGIBLE_GENERIC_WEIGHT = 0.15;
    private static final double NEGLIGIBLE_RARE_WEIGHT = 0.35;
    private static final double MIN_SHARED_RARE_WEIGHT = 0.7;
    private static final double OVERLAP_SHARE = 0.8;

    private final ParsedName a;
    private final ParsedName b;
    private final PairLocation location;
    private final TokenAlignment alignment;
    private final boolean distinct;

    /** @param cityWords words of both competitions' cities */
    NameSimilarity(ParsedName a, ParsedName b, Set<String> cityWords, PairLocation location) {
        this.a = a;
        this.b = b;
        this.location = location;
        this.alignment = TokenAlignment.align(a.words(), b.words(), cityWords);
        this.distinct =
                unmatchedLeft(Role.RARE) > NEGLIGIBLE_RARE_WEIGHT && unmatchedRight(Role.RARE) > NEGLIGIBLE_RARE_WEIGHT
                        || citiesDiffer()
                        || !location.isInOneCity() && hasAdditionalPlace();
    }

    /** Tests for an unmatched rare word, or city, on both sides, or for one of a place on one side unless the city is one. */
    boolean isDistinct() {
        return distinct;
    }

    /** Tests for names of the same words, sponsors apart. */
    boolean isFullMatch() {
        return !alignment.matched().isEmpty()
                && alignment.unmatchedLeft().isEmpty()
                && alignment.unmatchedRight().isEmpty();
    }

    /** Tests for a shared rare word or city, and for two national championships. */
    boolean sharesIdentifyingWord() {
        return matched(Role.RARE) + matched(Role.CITY) > 0 || isNationalChampionship();
    }

    private double unmatchedLeft(Role role) {
        return weight(alignment.unmatchedLeft(), role);
    }

    private double unmatchedRight(Role role) {
        return weight(alignment.unmatchedRight(), role);
    }

    private double matched(Role role) {
        return weight(alignment.matched(), role);
    }

    double score() {
        double score = scoreOfWords();
        // National championships in winter are others, but those in long throws are always in winter.
        boolean seasonOmitted = isNational()
                && isOmittedByOne(TokenType.SEASON)
                && !a.facet(TokenType.DISCIPLINE).contains("throws");
        return seasonOmitted || DiscriminatorRules.numberOmitted(a, b)
                ? Math.min(score, MAX_FOR_DOUBTFUL_NAMES)
                : score;
    }

    private double scoreOfWords() {
        double left = weight(alignment.unmatchedLeft());
        double right = weight(alignment.unmatchedRight());
        double shared = weight(alignment.matched());
        if (shared == 0) {
            return scoreWithoutSharedWords();
        }
        double overlap = shared / (shared + Math.min(left, right));
        double coverage = shared / (shared + Math.max(left, right));
        return bounded(OVERLAP_SHARE * overlap + (1 - OVERLAP_SHARE) * coverage);
    }

    private double bounded(double score) {
        if (distinct) {
            return score < MIN_FOR_DISTINCT_NAMES ? 0 : Math.min(MAX_FOR_DOUBTFUL_NAMES, score);
        }
        if (matched(Role.RARE) >= MIN_SHARED_RARE_WEIGHT) {
            return score;
        }
        double rare = Math.max(unmatchedLeft(Role.RARE), unmatchedRight(Role.RARE));
        if (matched(Role.CITY) + matched(Role.SPONSOR) > 0) {
            return Math.min(score, maxScoreForSharedCity(rare));
        }
        boolean plausible = rare == 0 || rare <= 1 && sharedFacets() >= 3 || rare <= 2 && isNationalChampionship();
        return plausible && !genericWordsDiffer() && matchesWithoutLocation()
                ? SCORE_OF_GENERIC_MATCH
                : Math.min(MAX_WITHOUT_SHARED_NAME, score);
    }

    /** Score of names that share facets only, as in "National Cross Country Relays". */
    private double scoreWithoutSharedWords() {
        boolean contained = alignment.unmatchedLeft().isEmpty()
                || alignment.unmatchedRight().isEmpty();
        boolean hasRareWord = unmatchedLeft(Role.RARE) + unmatchedRight(Role.RARE) > 0;
        if (!contained || hasRareWord) {
            return 0;
        }
        int required = location.isSame() ? 1 : 2;
        return isNational() || sharedFacets() >= required
                ? SCORE_OF_GENERIC_MATCH
                : location.isInOneCity() ? MAX_WITHOUT_SHARED_NAME : 0;
    }

    /**
     * Tests for two national championships. A country has one on a day, so another word is the host city or a sponsor.
     */
    private boolean isNationalChampionship() {
        return isNational()
                && alignment.matched().stream().anyMatch(word -> word.text().equals(CHAMPIONSHIP));
    }

    private boolean isNational() {
        return NATIONAL.equals(a.facet(TokenType.LEVEL)) && NATIONAL.equals(b.facet(TokenType.LEVEL));
    }

    /** Number of facets with equal values, without the year. */
    private int sharedFacets() {
        return (int) a.facets().entrySet().stream()
                .filter(facet ->
                        facet.getKey() != TokenType.YEAR && facet.getKey().isFacet())
                .filter(facet -> b.facet(facet.getKey()).equals(facet.getValue()))
                .count();
    }

    private boolean citiesDiffer() {
        return unmatchedLeft(Role.CITY) > 0 && unmatchedRight(Role.CITY) > 0;
    }

    /** Tests for a place that only one of the names has: "Preston parkrun", "Preston Park parkrun". */
    private boolean hasAdditionalPlace() {
        boolean series = alignment.matched().stream().anyMatch(word -> isOfType(word, TokenType.SERIES));
        return Stream.of(alignment.unmatchedLeft(), alignment.unmatchedRight())
                .flatMap(List::stream)
                .filter(word -> word.role() == Role.RARE)
                .anyMatch(word -> series && word.weight() > NEGLIGIBLE_RARE_WEIGHT || isOfType(word, TokenType.PLACE));
    }

    private static boolean isOfType(NameWord word, TokenType type) {
        return Lexicon.hasMeaning(word.text(), type);
    }

    /** Upper bound for names that share a city but no rare word, since one city hosts many events. */
    private double maxScoreForSharedCity(double rare) {
        boolean typeShared = matched(Role.GENERIC) + matched(Role.COUNTRY) > 0 || sharedFacets() > 0;
        boolean plausible = rare <= 1 || sharedFacets() > 0 && rare <= 2;
        if (!plausible || !typeShared || genericWordsDiffer()) {
            return MAX_WITHOUT_SHARED_NAME;
        }
        return location.isSame() || !hasQualifier() ? 1 : MAX_FOR_DOUBTFUL_NAMES;
    }

    /**
     * Tests for a rare word of one name behind known words, where no sponsor stands ("Bath Half", "Bath Skyline Half"), or a
     * time of day. A city has several road races on a day but one marathon, for which only a word of a place counts. So does a word of
     * either name that says which event of a city it is.
     */
    private boolean hasQualifier() {
        boolean roadRace = isRoadRaceButMarathon();
        return roadRace && isOmittedByOne(TokenType.TIME_OF_DAY)
                || saysWhichEvent(a, b, alignment.unmatchedLeft()) && saysWhichEvent(b, a, alignment.unmatchedRight())
                || Stream.of(alignment.unmatchedLeft(), alignment.unmatchedRight())
                        .flatMap(List::stream)
                        .anyMatch(word -> isQualifier(word) && (roadRace || isOfType(word, TokenType.PLACE)));
    }

    private static boolean isQualifier(NameWord word) {
        return word.role() == Role.RARE && !word.leading() && word.weight() > NEGLIGIBLE_RARE_WEIGHT;
    }

    /** Tests for a word of one name that says which event of a city it is, as both have one: "Stadtlauf", "Rheinlauf". */
    private static boolean saysWhichEvent(ParsedName a, ParsedName b, List<NameWord> unmatched) {
        return unmatched.stream()
                        .anyMatch(word -> isQualifier(word) || word.text().equals(CITY_WORD))
                || isOnlyInFirst(TokenType.TIME_OF_DAY, a, b)
                || isOnlyInFirst(TokenType.SEASON, a, b);
    }

    private static boolean isOnlyInFirst(TokenType type, ParsedName a, ParsedName b) {
        return !a.facet(type).isEmpty() && b.facet(type).isEmpty();
    }

    private boolean isOmittedByOne(TokenType type) {
        return isOnlyInFirst(type, a, b) || isOnlyInFirst(type, b, a);
    }

    private boolean isRoadRaceButMarathon() {
        Set<String> distances = a.facet(TokenType.DISTANCE);
        return !distances.isEmpty() && !distances.contains("marathon");
    }

    private boolean genericWordsDiffer() {
        return unmatchedLeft(Role.GENERIC) > NEGLIGIBLE_GENERIC_WEIGHT
                && unmatchedRight(Role.GENERIC) > NEGLIGIBLE_GENERIC_WEIGHT;
    }

    /** Tests for generic names in which all but the location matches: "National Indoor Championships". */
    private boolean matchesWithoutLocation() {
        boolean contained = unmatchedLeft(Role.GENERIC) + unmatchedRight(Role.GENERIC) <= MAX_UNMATCHED_GENERIC_WEIGHT;
        return contained && alignment.matched().size() + sharedFacets() >= 2;
    }
}
