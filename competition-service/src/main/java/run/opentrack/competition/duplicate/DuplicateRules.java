package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.NameKey;

/** Whether two competitions of one country are one. Pure and symmetric. */
public final class DuplicateRules {
    /** At least so alike must two names be, in words that both have, for a duplicate. */
    private static final double ALIKE = 0.8;

    private DuplicateRules() {}

    public static Verdict compare(Traits a, Traits b) {
        List<String> reasons = new ArrayList<>();
        if (NationalId.same(a, b)) {
            reasons.add("same national_id");
            return new Verdict(Verdict.Kind.SIMILAR, 1, reasons);
        }
        if (!overlap(a, b)) {
            reasons.add("other dates");
            return new Verdict(Verdict.Kind.DIFFERENT, 0, reasons);
        }
        if (Place.differs(a, b)) {
            reasons.add("other place");
            return new Verdict(Verdict.Kind.DIFFERENT, 0, reasons);
        }
        String nameOfA = NameKey.of(a.fullName());
        String nameOfB = NameKey.of(b.fullName());
        if (nameOfA.equals(nameOfB)) {
            reasons.add("same name and date");
            return new Verdict(Verdict.Kind.SAME, 1, reasons);
        }
        double alike = sharedWords(nameOfA, nameOfB);
        reasons.add("shared words " + alike);
        return new Verdict(alike >= ALIKE ? Verdict.Kind.SIMILAR : Verdict.Kind.DIFFERENT, alike, reasons);
    }

    private static boolean overlap(Traits a, Traits b) {
        return !a.date().isAfter(b.finishDate()) && !b.date().isAfter(a.finishDate());
    }

    private static double sharedWords(String a, String b) {
        Set<String> wordsOfA =
                Set.copyOf(List.of(a.split(" ")).stream().distinct().toList());
        Set<String> wordsOfB =
                Set.copyOf(List.of(b.split(" ")).stream().distinct().toList());
        Set<String> all = new HashSet<>(wordsOfA);
        all.addAll(wordsOfB);
        long shared = wordsOfA.stream().filter(wordsOfB::contains).count();
        return (double) shared / all.size();
    }
}
