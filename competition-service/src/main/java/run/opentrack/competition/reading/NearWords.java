package run.opentrack.competition.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the word that a misspelled one was to be: both, with a letter or two left out, are the same (symmetric delete).
 * The shorter a word, the closer it is to another name; so names of cities and sponsors must be longer.
 */
final class NearWords {
    private static final int SHORTEST = 6;
    private static final int BEGINNING = 7;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Map<String, List<String>> byRemains = new HashMap<>();

    private NearWords() {}

    static NearWords of(Map<String, List<Sense>> vocabulary) {
        NearWords near = new NearWords();
        vocabulary.forEach((word, senses) -> {
            int shortest = senses.stream().mapToInt(NearWords::shortest).max().orElseThrow();
            if (word.length() >= shortest && word.indexOf(' ') < 0) {
                remains(word, Typos.allowed(word.length())).forEach(remains -> near.byRemains
                        .computeIfAbsent(remains, none -> new ArrayList<>(1))
                        .add(word));
            }
        });
        return near;
    }

    /** How long a word must be that another may be a misspelling of. */
    private static int shortest(Sense sense) {
        return switch (sense.kind()) {
            case MONTH, SEASON, ORDINAL, UNIT, MEASURE, NUMBER_ENDING, COMPOUND, EDITION, TIME_OF_DAY -> NEVER;
            case CITY, NOISE, LEVEL -> SHORTEST + 1;
            case SPONSOR, WORD -> SHORTEST + 2;
            default -> SHORTEST;
        };
    }

    /** The nearest word with at most so many typos, or null. */
    String find(String misspelled, int most) {
        if (misspelled.length() < SHORTEST - 1) {
            return null;
        }
        String best = null;
        int fewest = Math.min(most, Typos.allowed(misspelled.length())) + 1;
        for (String remains : remains(misspelled, most)) {
            for (String word : byRemains.getOrDefault(remains, List.of())) {
                int typos = Typos.between(misspelled, word, fewest);
                if (typos < fewest || typos == fewest && best != null && word.compareTo(best) < 0) {
                    best = word;
                    fewest = typos;
                }
            }
        }
        return best;
    }

    /** What remains of the word's beginning: two words that are near have one remainder in common. */
    private static Set<String> remains(String word, int typos) {
        String beginning = word.substring(0, Math.min(word.length(), BEGINNING));
        Set<String> all = new HashSet<>();
        all.add(beginning);
        addShorter(beginning, 0, typos, all);
        return all;
    }

    private static void addShorter(String word, int from, int typos, Set<String> all) {
        for (int i = from; typos > 0 && i < word.length(); i++) {
            String shorter = word.substring(0, i) + word.substring(i + 1);
            all.add(shorter);
            addShorter(shorter, i, typos - 1, all);
        }
    }
}
