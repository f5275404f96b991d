package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;
import run.opentrack.competition.name.parse.ParsedName;
import run.opentrack.competition.name.parse.TokenType;

/**
 * Pairwise duplicate classifier of two competitions. Pure and symmetric: exclusion rules first, then a name similarity
 * score against two thresholds.
 */
public final class DuplicateMatcher {
    /** Minimum score of two similar names. */
    private static final double MIN_SCORE = 0.79;
    /** Minimum score where the same venue or page also speaks for a match. */
    private static final double MIN_SCORE_WITH_LINK = 0.6;

    /** Minimum score where equal positions speak for a match too. */
    private static final double MIN_SCORE_AT_POSITION = 0.73;
    /** Minimum score of a match that a person decides about. */
    private static final double MIN_POSSIBLE_SCORE = 0.45;

    private static final double SCORE_WITHOUT_SPACES = 0.98;
    private static final double SCORE_OF_VARIANT = 0.9;
    private static final double MAX_SCORE_OF_DIFFERENT_NAMES = 0.99;

    private DuplicateMatcher() {}

    /**
     * Classification of a pair of competitions.
     *
     * @param type class reported to the client
     * @param score 0 to 1, for ranking
     * @param cityMissing whether another city on the side that has none would make a duplicate distinct
     * @param reasons empty for a distinct pair
     */
    public record MatchResult(Type type, double score, boolean cityMissing, List<String> reasons) {
        static final MatchResult DISTINCT = new MatchResult(Type.DISTINCT, 0, false, List.of());

        /** Class of a pair, which selects the error message of a 409. */
        public enum Type {
            /** Equal name and date. */
            EXACT,
            /** Probably the same competition. */
            SIMILAR,
            /** Not refused, but for a person to decide. */
            POSSIBLE,
            DISTINCT
        }

        public boolean isDuplicate() {
            return type == Type.EXACT || type == Type.SIMILAR;
        }

        public boolean isPossible() {
            return type == Type.POSSIBLE;
        }
    }

    /** Classifies a pair. The order of the arguments does not matter. */
    public static MatchResult compare(MatchFeatures a, MatchFeatures b) {
        return a.countryId().equals(b.countryId()) ? compareInCountry(a, b) : compareAcrossBorder(a, b);
    }

    private static MatchResult compareInCountry(MatchFeatures a, MatchFeatures b) {
        if (IdentifierRules.sameNationalId(a, b)) {
            return new MatchResult(duplicateType(a, b), 1, false, MatchReasons.of(PairLocation.of(a, b), true));
        }
        if (!a.overlaps(b)) {
            return MatchResult.DISTINCT;
        }
        PairLocation location = PairLocation.of(a, b);
        return location.isContradictory() ? MatchResult.DISTINCT : compareNames(a, b, location);
    }

    private static Type duplicateType(MatchFeatures a, MatchFeatures b) {
        return haveEqualNames(a, b) && a.date().equals(b.date()) ? Type.EXACT : Type.SIMILAR;
    }

    private static boolean haveEqualNames(MatchFeatures a, MatchFeatures b) {
        return a.fullName().key().equals(b.fullName().key());
    }

    /** Classifies a pair of two countries, which is possible at best: an event near a border may be on both calendars. */
    private static MatchResult compareAcrossBorder(MatchFeatures a, MatchFeatures b) {
        PairLocation location = PairLocation.of(a, b);
        if (!a.overlaps(b) || !location.isNearBorder() && !IdentifierRules.sameWebsite(a, b)) {
            return MatchResult.DISTINCT;
        }
        MatchResult result = compareNames(a, b, location);
        return result.isDuplicate()
                ? new MatchResult(Type.POSSIBLE, result.score(), false, result.reasons())
                : MatchResult.DISTINCT;
    }

    private static MatchResult compareNames(MatchFeatures a, MatchFeatures b, PairLocation location) {
        if (haveEqualNames(a, b)) {
            return new MatchResult(duplicateType(a, b), 1, location.isCityMissing(), MatchReasons.of(location, false));
        }
        boolean vetoed = DiscriminatorRules.veto(a.fullName(), b.fullName());
        double score =
                vetoed && !isTranslation(a, b) ? scoreVariants(a, b, location) : scoreNames(a, b, location, vetoed);
        if (score < MIN_POSSIBLE_SCORE || DiscriminatorRules.ageGroupsContradict(a, b)) {
            return MatchResult.DISTINCT;
        }
        boolean similar = score >= minScore(location);
        return new MatchResult(
                similar ? Type.SIMILAR : Type.POSSIBLE,
                Math.min(score, MAX_SCORE_OF_DIFFERENT_NAMES),
                similar && location.isCityMissing(),
                MatchReasons.of(location, false));
    }

    /**
     * Score of a name and the variant of the other one: "Stadtlauf", "Stadtlauf 5 km und 10 km". Other names of the
     * competition would have its discriminators, so all words must match, a name among them; otherwise a person decides.
     */
    private static double scoreVariants(MatchFeatures a, MatchFeatures b, PairLocation location) {
        return Math.max(
                scoreVariant(a.fullName(), b.fullName(), location), scoreVariant(b.fullName(), a.fullName(), location));
    }

    private static double scoreVariant(ParsedName whole, ParsedName name, PairLocation location) {
        ParsedName variant = whole.variant();
        if (variant == null || DiscriminatorRules.veto(variant, name)) {
            return 0;
        }
        NameSimilarity similarity = new NameSimilarity(variant, name, location.cityWords(), location);
        boolean fullMatch = similarity.isFullMatch();
        if (fullMatch
                && (similarity.sharesIdentifyingWord() || location.isInOneCity())
                && !hasGroupLetter(whole, variant)
                && !DiscriminatorRules.numberOmitted(variant, name)) {
            return SCORE_OF_VARIANT;
        }
        return fullMatch || similarity.score() >= MIN_SCORE ? MIN_POSSIBLE_SCORE : 0;
    }

    /** Tests for a group named by a letter that the variant leaves out. */
    private static boolean hasGroupLetter(ParsedName whole, ParsedName variant) {
        return variant.facet(TokenType.GROUP).isEmpty()
                && whole.facet(TokenType.GROUP).stream().anyMatch(group -> group.matches("\\p{L}"));
    }

    private static double scoreNames(MatchFeatures a, MatchFeatures b, PairLocation location, boolean vetoed) {
        return isEqualWithoutSpaces(a, b) ? SCORE_WITHOUT_SPACES : nameSimilarity(a, b, location, vetoed);
    }

    private static double minScore(PairLocation location) {
        if (IdentifierRules.shareLink(location.a(), location.b())) {
            return MIN_SCORE_WITH_LINK;
        }
        return location.isSame() ? MIN_SCORE_AT_POSITION : MIN_SCORE;
    }

    /** Tests for names that differ in word boundaries only: "Kid Athlé", "Kid'Athlé". */
    private static boolean isEqualWithoutSpaces(MatchFeatures a, MatchFeatures b) {
        return a.fullName().key().replace(" ", "").equals(b.fullName().key().replace(" ", ""));
    }

    /**
     * Best score over all pairs of names. Short names are left out where the full names are distinct, as they often
     * hold only a common beginning.
     *
     * @param vetoed whether the discriminators of the full names differ
     */
    private static double nameSimilarity(MatchFeatures a, MatchFeatures b, PairLocation location, boolean vetoed) {
        Set<String> cityWords = location.cityWords();
        NameSimilarity ofFullNames = new NameSimilarity(a.fullName(), b.fullName(), cityWords, location);
        double score = vetoed ? 0 : ofFullNames.score();
        List<ParsedName> namesOfB = names(b, !ofFullNames.isDistinct());
        for (ParsedName nameOfA : names(a, !ofFullNames.isDistinct())) {
            for (ParsedName nameOfB : namesOfB) {
                if (nameOfA != a.fullName() || nameOfB != b.fullName()) {
                    score = Math.max(score, similarity(nameOfA, nameOfB, cityWords, location));
                }
            }
        }
        return score;
    }

    private static List<ParsedName> names(MatchFeatures features, boolean withShort) {
        List<ParsedName> names = new ArrayList<>(3);
        names.add(features.fullName());
        if (withShort && features.shortKey() != null) {
            names.add(features.shortName());
        }
        if (features.localKey() != null) {
            names.add(features.localName());
        }
        return names;
    }

    private static double similarity(ParsedName a, ParsedName b, Set<String> cityWords, PairLocation location) {
        return DiscriminatorRules.veto(a, b)
                ? a.key().equals(b.key()) ? 1 : 0
                : new NameSimilarity(a, b, cityWords, location).score();
    }

    /**
     * Tests for a full name that equals the other's local name. An unknown word on one side is then a translation, not
     * a difference.
     */
    private static boolean isTranslation(MatchFeatures a, MatchFeatures b) {
        boolean translated =
                a.fullName().key().equals(b.localKey()) || b.fullName().key().equals(a.localKey());
        return translated && !DiscriminatorRules.contradict(a.fullName(), b.fullName());
    }
}
