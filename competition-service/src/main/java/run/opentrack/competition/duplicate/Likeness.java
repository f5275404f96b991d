package run.opentrack.competition.duplicate;

import java.util.Set;
import run.opentrack.competition.reading.Kind;
import run.opentrack.competition.reading.NameReading;
import run.opentrack.competition.reading.Word.Role;

/**
 * How alike two names are, 0 to 1, by the words that they share. Rare words carry the name, cities less, and what many
 * names share ("open", "meeting") proves nothing alone. Words on one side only count little (a sponsor, the city, the
 * long form of a name); rare words on both sides that do not meet make two names.
 */
final class Likeness {
    /** What any two names reach at most that have no rare word, or city, in common. */
    private static final double UNPROVEN = 0.5;
    /** What names reach at most of which each has a rare word of its own. */
    private static final double TWO_NAMES = 0.7;

    /** What names reach that have no name of their own, and say the same. */
    private static final double ALL_SAID = 0.85;

    private static final Set<String> NATIONAL = Set.of("national");
    private static final String CHAMPIONSHIP = "championship";

    /** What one name may say of its kind that the other does not: "race", "meeting". */
    private static final double WEAK = 0.25;

    private static final double NEGLIGIBLE = 0.35;
    private static final double NAMED = 0.7;
    private static final double COVERED = 0.8;

    private final WordPairs pairs;
    private final int sharedFacets;
    private final boolean national;

    private Likeness(NameReading a, NameReading b, Set<String> places) {
        this.pairs = WordPairs.of(a.words(), b.words(), places);
        this.sharedFacets = (int) a.facets().entrySet().stream()
                .filter(facet -> facet.getKey() != Kind.YEAR)
                .filter(facet -> b.facet(facet.getKey()).equals(facet.getValue()))
                .count();
        this.national = NATIONAL.equals(a.facet(Kind.LEVEL)) && NATIONAL.equals(b.facet(Kind.LEVEL));
    }

    /** @param places the words of the cities of both */
    static double of(NameReading a, NameReading b, Set<String> places) {
        return new Likeness(a, b, places).score();
    }

    /** Whether each has a name, or a city, of its own. */
    static boolean areTwoNames(NameReading a, NameReading b, Set<String> places) {
        return new Likeness(a, b, places).areTwoNames();
    }

    private boolean areTwoNames() {
        return rareLeft() > NEGLIGIBLE && rareRight() > NEGLIGIBLE || citiesDiffer();
    }

    private double rareLeft() {
        return pairs.aloneAs(pairs.leftAlone(), Role.RARE);
    }

    private double rareRight() {
        return pairs.aloneAs(pairs.rightAlone(), Role.RARE);
    }

    private double score() {
        double left = pairs.alone(pairs.leftAlone());
        double right = pairs.alone(pairs.rightAlone());
        double shared = pairs.shared();
        if (shared == 0) {
            return withoutWords();
        }
        double covered = shared / (shared + Math.min(left, right));
        double whole = shared / (shared + Math.max(left, right));
        return bounded(COVERED * covered + (1 - COVERED) * whole);
    }

    private double bounded(double score) {
        if (areTwoNames()) {
            return Math.min(TWO_NAMES, score);
        }
        if (pairs.sharedAs(Role.RARE) >= NAMED) {
            return score;
        }
        double rare = Math.max(rareLeft(), rareRight());
        if (pairs.sharedAs(Role.CITY) + pairs.sharedAs(Role.SPONSOR) > 0) {
            return Math.min(score, limitOfCity(rare));
        }
        boolean believable = rare == 0 || rare <= 1 && sharedFacets >= 3 || rare <= 2 && isNationalChampionship();
        return believable && !kindsDiffer() && isWhole() ? ALL_SAID : Math.min(UNPROVEN, score);
    }

    /** "National Cross Country Relays": no word is left, and one says no more than the other. */
    private double withoutWords() {
        boolean one = pairs.leftAlone().isEmpty() || pairs.rightAlone().isEmpty();
        boolean named = rareLeft() + rareRight() > 0;
        return one && !named && (national || sharedFacets >= 2) ? ALL_SAID : 0;
    }

    /** A country has one on a day: another word is its city, or who pays for it. */
    private boolean isNationalChampionship() {
        return national && pairs.both().stream().anyMatch(word -> word.text().equals(CHAMPIONSHIP));
    }

    private boolean citiesDiffer() {
        return pairs.aloneAs(pairs.leftAlone(), Role.CITY) > 0 && pairs.aloneAs(pairs.rightAlone(), Role.CITY) > 0;
    }

    /** Names that share a city and no name of their own: much happens in a city. */
    private double limitOfCity(double rare) {
        boolean kindShared = pairs.sharedAs(Role.GENERIC) + pairs.sharedAs(Role.COUNTRY) > 0 || sharedFacets > 0;
        boolean believable = rare <= 1 || sharedFacets > 0 && rare <= 2;
        return believable && kindShared && !kindsDiffer() ? 1 : UNPROVEN;
    }

    private boolean kindsDiffer() {
        return pairs.aloneAs(pairs.leftAlone(), Role.GENERIC) > 0.15
                && pairs.aloneAs(pairs.rightAlone(), Role.GENERIC) > 0.15;
    }

    /** "National Indoor Championships": no name, but all that one says the other says too, except where. */
    private boolean isWhole() {
        boolean one = pairs.aloneAs(pairs.leftAlone(), Role.GENERIC) + pairs.aloneAs(pairs.rightAlone(), Role.GENERIC)
                <= WEAK;
        return one && pairs.sharedWords() + sharedFacets >= 2;
    }
}
