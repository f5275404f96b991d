package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.duplicate.MatchResult.Type;
import run.opentrack.competition.name.parse.ParsedName;

/**
 * Pairwise duplicate classifier of two competitions of one country. Pure and symmetric: exclusion rules first, then a
 * name similarity score against a threshold.
 */
public final class DuplicateMatcher {
    /** Minimum score of two similar names. */
    private static final double MIN_SCORE = 0.79;
    /** Minimum score where the same venue or page also speaks for a match. */
    private static final double MIN_SCORE_WITH_LINK = 0.6;

    private static final double SCORE_WITHOUT_SPACES = 0.98;

    private DuplicateMatcher() {}

    public static MatchResult compare(MatchFeatures a, MatchFeatures b) {
        boolean sameName = a.fullName().key().equals(b.fullName().key());
        Type kind = sameName && a.date().equals(b.date()) ? Type.EXACT : Type.SIMILAR;
        if (NationalIdRules.isSame(a, b)) {
            return new MatchResult(kind, 1, List.of("same national_id"));
        }
        if (a.date().isAfter(b.finishDate()) || b.date().isAfter(a.finishDate())) {
            return MatchResult.distinct("other dates");
        }
        if (LocationRules.contradict(a, b)) {
            return MatchResult.distinct("other place");
        }
        if (sameName) {
            return new MatchResult(kind, 1, List.of("same name, days in common"));
        }
        return compareNames(a, b);
    }

    private static MatchResult compareNames(MatchFeatures a, MatchFeatures b) {
        List<String> vetoes = new ArrayList<>(DiscriminatorRules.vetoes(a.fullName(), b.fullName()));
        if (AgeGroupRules.contradict(a, b)) {
            vetoes.add("other age groups or events");
        }
        if (!vetoes.isEmpty() && !isTranslation(a, b)) {
            return new MatchResult(Type.DISTINCT, 0, vetoes);
        }
        double score = isEqualWithoutSpaces(a, b) ? SCORE_WITHOUT_SPACES : nameSimilarity(a, b);
        boolean linked = LinkRules.shareLink(a, b);
        boolean alike = score >= (linked ? MIN_SCORE_WITH_LINK : MIN_SCORE);
        List<String> reasons = List.of("names alike " + score, linked ? "same page" : "no common page");
        return new MatchResult(alike ? Type.SIMILAR : Type.DISTINCT, Math.min(score, 0.99), reasons);
    }

    /** Tests for names that differ in word boundaries only: "Kid Athlé", "Kid'Athlé". */
    private static boolean isEqualWithoutSpaces(MatchFeatures a, MatchFeatures b) {
        return a.fullName().key().replace(" ", "").equals(b.fullName().key().replace(" ", ""));
    }

    /**
     * Best score over all pairs of names. Short names are left out where the full names are distinct, as they often
     * hold only a common beginning.
     */
    private static double nameSimilarity(MatchFeatures a, MatchFeatures b) {
        Set<String> places = LocationRules.cityWords(a, b);
        boolean twoNames = NameSimilarity.haveDistinctNames(a.fullName(), b.fullName(), places);
        double score = 0;
        for (ParsedName nameOfA : names(a, !twoNames)) {
            for (ParsedName nameOfB : names(b, !twoNames)) {
                score = Math.max(score, similarity(nameOfA, nameOfB, places));
            }
        }
        return score;
    }

    private static List<ParsedName> names(MatchFeatures traits, boolean withShort) {
        List<ParsedName> names = new ArrayList<>(3);
        names.add(traits.fullName());
        if (withShort && traits.shortName() != null) {
            names.add(traits.shortName().parsed());
        }
        if (traits.localName() != null) {
            names.add(traits.localName().parsed());
        }
        return names;
    }

    private static double similarity(ParsedName nameOfA, ParsedName nameOfB, Set<String> places) {
        if (!DiscriminatorRules.vetoes(nameOfA, nameOfB).isEmpty()) {
            return nameOfA.key().equals(nameOfB.key()) ? 1 : 0;
        }
        return NameSimilarity.similarity(nameOfA, nameOfB, places);
    }

    /**
     * Tests for a full name that equals the other's local name. An unknown word on one side is then a translation, not
     * a difference.
     */
    private static boolean isTranslation(MatchFeatures a, MatchFeatures b) {
        boolean same =
                a.localName() != null && a.localName().key().equals(b.fullName().key())
                        || b.localName() != null
                                && b.localName().key().equals(a.fullName().key());
        return same && !DiscriminatorRules.contradict(a.fullName(), b.fullName()) && !AgeGroupRules.contradict(a, b);
    }
}
