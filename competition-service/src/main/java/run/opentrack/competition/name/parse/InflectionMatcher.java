package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Matches inflected forms of one name across grammatical cases and languages: "Kusociński", "Kusocińskiego". */
public final class InflectionMatcher {
    private static final int MIN_STEM = 4;
    private static final List<Set<String>> ENDINGS = LexiconFile.read("endings").stream()
            .map(line -> Stream.concat(Stream.of(""), line.words().stream()).collect(Collectors.toSet()))
            .toList();

    private InflectionMatcher() {}

    public static boolean isSameWord(String a, String b) {
        int stem = 0;
        int shorter = Math.min(a.length(), b.length());
        while (stem < shorter && a.charAt(stem) == b.charAt(stem)) {
            stem++;
        }
        for (int cut = stem; cut >= Math.max(MIN_STEM, stem - 2); cut--) {
            String endOfA = a.substring(cut);
            String endOfB = b.substring(cut);
            for (Set<String> endings : ENDINGS) {
                if (endings.contains(endOfA) && endings.contains(endOfB)) {
                    return true;
                }
            }
        }
        return false;
    }
}
