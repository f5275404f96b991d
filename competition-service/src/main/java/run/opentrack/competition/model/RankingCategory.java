package run.opentrack.competition.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Categories of the World Athletics rankings, numbered as clients of the calendar number them. */
public final class RankingCategory {
    /** Codes in the order of their numbers, from 1. */
    private static final List<String> CODES = List.of("OW", "DF", "GW", "GL", "A", "B", "C", "D", "E", "F");

    private RankingCategory() {}

    public static Optional<Integer> numberOf(String code) {
        int index = CODES.indexOf(code.toUpperCase(Locale.ROOT));
        return index < 0 ? Optional.empty() : Optional.of(index + 1);
    }

    static String codes() {
        return String.join(", ", CODES);
    }
}
