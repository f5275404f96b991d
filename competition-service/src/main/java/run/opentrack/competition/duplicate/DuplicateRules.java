package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.duplicate.Verdict.Kind;
import run.opentrack.competition.reading.NameReading;

/** Whether two competitions of one country are one. Pure and symmetric. */
public final class DuplicateRules {
    /** So alike must two names be. */
    private static final double ALIKE = 0.79;
    /** So alike where the same venue, or the same page of results, speaks for it too. */
    private static final double ALIKE_ENOUGH_WITH_LINK = 0.6;

    private static final double WRITTEN_TOGETHER = 0.98;

    private DuplicateRules() {}

    public static Verdict compare(Traits a, Traits b) {
        boolean sameName = a.fullName().key().equals(b.fullName().key());
        Kind kind = sameName && a.date().equals(b.date()) ? Kind.SAME : Kind.SIMILAR;
        if (NationalId.same(a, b)) {
            return new Verdict(kind, 1, List.of("same national_id"));
        }
        if (a.date().isAfter(b.finishDate()) || b.date().isAfter(a.finishDate())) {
            return Verdict.different("other dates");
        }
        if (Place.differs(a, b)) {
            return Verdict.different("other place");
        }
        if (sameName) {
            return new Verdict(kind, 1, List.of("same name, days in common"));
        }
        return compareNames(a, b);
    }

    private static Verdict compareNames(Traits a, Traits b) {
        List<String> vetoes = new ArrayList<>(Facets.vetoes(a.fullName(), b.fullName()));
        if (StructuredFields.contradict(a, b)) {
            vetoes.add("other age groups or events");
        }
        if (!vetoes.isEmpty() && !isTranslated(a, b)) {
            return new Verdict(Kind.DIFFERENT, 0, vetoes);
        }
        double score = isWrittenTogether(a, b) ? WRITTEN_TOGETHER : likeness(a, b);
        boolean linked = Links.same(a, b);
        boolean alike = score >= (linked ? ALIKE_ENOUGH_WITH_LINK : ALIKE);
        List<String> reasons = List.of("names alike " + score, linked ? "same page" : "no common page");
        return new Verdict(alike ? Kind.SIMILAR : Kind.DIFFERENT, Math.min(score, 0.99), reasons);
    }

    /** "Kid Athlé", "Kid'Athlé". */
    private static boolean isWrittenTogether(Traits a, Traits b) {
        return a.fullName().key().replace(" ", "").equals(b.fullName().key().replace(" ", ""));
    }

    /**
     * Names are compared crosswise. Short names prove nothing against full ones that are two names: they are often the
     * beginning that many have in common.
     */
    private static double likeness(Traits a, Traits b) {
        Set<String> places = Place.words(a, b);
        boolean twoNames = Likeness.areTwoNames(a.fullName(), b.fullName(), places);
        double score = 0;
        for (NameReading nameOfA : names(a, !twoNames)) {
            for (NameReading nameOfB : names(b, !twoNames)) {
                score = Math.max(score, ofNames(nameOfA, nameOfB, places));
            }
        }
        return score;
    }

    private static List<NameReading> names(Traits traits, boolean withShort) {
        List<NameReading> names = new ArrayList<>(3);
        names.add(traits.fullName());
        if (withShort && traits.shortName() != null) {
            names.add(traits.shortName().reading());
        }
        if (traits.localName() != null) {
            names.add(traits.localName().reading());
        }
        return names;
    }

    private static double ofNames(NameReading nameOfA, NameReading nameOfB, Set<String> places) {
        if (!Facets.vetoes(nameOfA, nameOfB).isEmpty()) {
            return nameOfA.key().equals(nameOfB.key()) ? 1 : 0;
        }
        return Likeness.of(nameOfA, nameOfB, places);
    }

    /** Whether the name of one is the other's in another language: then a word that we do not know is no difference. */
    private static boolean isTranslated(Traits a, Traits b) {
        boolean same =
                a.localName() != null && a.localName().key().equals(b.fullName().key())
                        || b.localName() != null
                                && b.localName().key().equals(a.fullName().key());
        return same && !Facets.contradict(a.fullName(), b.fullName()) && !StructuredFields.contradict(a, b);
    }
}
