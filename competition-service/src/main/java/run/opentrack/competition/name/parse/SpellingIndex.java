package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Spelling index by symmetric deletion (SymSpell): two words within edit distance n share a form with at most n letters
 * deleted. Minimum lengths grow for names, which differ by single letters more often.
 */
final class SpellingIndex {
    private static final int MIN_LENGTH = 6;
    private static final int PREFIX_LENGTH = 7;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Map<String, List<String>> byDeletion = new HashMap<>();

    private SpellingIndex() {}

    static SpellingIndex of(Map<String, List<Meaning>> vocabulary) {
        SpellingIndex near = new SpellingIndex();
        vocabulary.forEach((word, meanings) -> {
            int shortest =
                    meanings.stream().mapToInt(SpellingIndex::minLength).max().orElseThrow();
            if (word.length() >= shortest && word.indexOf(' ') < 0) {
                deletions(word, EditDistance.maxTypos(word.length())).forEach(remains -> near.byDeletion
                        .computeIfAbsent(remains, none -> new ArrayList<>(1))
                        .add(word));
            }
        });
        return near;
    }

    /** Minimum length of a correction target. */
    private static int minLength(Meaning meaning) {
        return switch (meaning.type()) {
            case MONTH, SEASON, ORDINAL, UNIT, MEASURE, NUMBER_ENDING, COMPOUND, EDITION, TIME_OF_DAY -> NEVER;
            case CITY, STOP_WORD, LEVEL -> MIN_LENGTH + 1;
            case SPONSOR, WORD -> MIN_LENGTH + 2;
            default -> MIN_LENGTH;
        };
    }

    /** Nearest indexed word within the given edit distance, null without one. */
    String find(String misspelled, int most) {
        if (misspelled.length() < MIN_LENGTH - 1) {
            return null;
        }
        String best = null;
        int fewest = Math.min(most, EditDistance.maxTypos(misspelled.length())) + 1;
        for (String remains : deletions(misspelled, most)) {
            for (String word : byDeletion.getOrDefault(remains, List.of())) {
                int typos = EditDistance.distance(misspelled, word, fewest);
                if (typos < fewest || typos == fewest && best != null && word.compareTo(best) < 0) {
                    best = word;
                    fewest = typos;
                }
            }
        }
        return best;
    }

    /** Deletion forms of the word's prefix. */
    private static Set<String> deletions(String word, int typos) {
        String beginning = word.substring(0, Math.min(word.length(), PREFIX_LENGTH));
        Set<String> all = new HashSet<>();
        all.add(beginning);
        addDeletions(beginning, 0, typos, all);
        return all;
    }

    private static void addDeletions(String word, int from, int typos, Set<String> all) {
        for (int i = from; typos > 0 && i < word.length(); i++) {
            String shorter = word.substring(0, i) + word.substring(i + 1);
            all.add(shorter);
            addDeletions(shorter, i, typos - 1, all);
        }
    }
}
