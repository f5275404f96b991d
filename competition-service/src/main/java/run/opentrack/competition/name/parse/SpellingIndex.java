package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import run.opentrack.competition.name.parse.Token.Meaning;

/**
 * Spelling index by symmetric deletion (SymSpell): two words within edit distance n share a form with at most n letters
 * deleted. Minimum lengths grow for names, which differ by single letters more often.
 */
final class SpellingIndex {
    private static final int MIN_LENGTH = 6;
    private static final int MIN_SHORT = 4;
    private static final int MAX_SHORT = 6;
    private static final int PREFIX_LENGTH = 7;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Map<String, List<String>> byDeletion = new HashMap<>();

    private SpellingIndex() {}

    static SpellingIndex of(Map<String, List<Meaning>> lexicon) {
        SpellingIndex index = new SpellingIndex();
        lexicon.forEach((word, meanings) -> {
            if (word.length() >= minLength(meanings) && word.indexOf(' ') < 0) {
                index.add(word, EditDistance.maxTypos(word.length()));
                EditDistance.foldedTypos(word).forEach(typo -> index.addForm(prefix(typo), word));
            }
        });
        return index;
    }

    /** Index of the words that are too short for {@link #of}, with one of the given meanings. */
    static SpellingIndex ofShort(Map<String, List<Meaning>> lexicon, Predicate<Meaning> indexed) {
        SpellingIndex index = new SpellingIndex();
        lexicon.forEach((word, meanings) -> {
            if (word.length() >= MIN_SHORT
                    && word.length() <= MAX_SHORT
                    && word.length() < minLength(meanings)
                    && word.indexOf(' ') < 0
                    && meanings.stream().anyMatch(indexed)) {
                index.add(word, 1);
            }
        });
        return index;
    }

    /** Tests for a type that decides whether two names are compared. */
    static boolean decides(Meaning meaning) {
        return meaning.type().comparison() == TokenType.Comparison.MUST_EQUAL || meaning.type() == TokenType.COUNTRY;
    }

    private void add(String word, int typos) {
        deletions(word, typos).forEach(form -> addForm(form, word));
    }

    private void addForm(String form, String word) {
        byDeletion.computeIfAbsent(form, missing -> new ArrayList<>(1)).add(word);
    }

    private static int minLength(List<Meaning> meanings) {
        return meanings.stream().mapToInt(SpellingIndex::minLength).max().orElseThrow();
    }

    /** Minimum length of a correction target. */
    private static int minLength(Meaning meaning) {
        return switch (meaning.type()) {
            case MONTH, SEASON, ORDINAL, UNIT, MEASURE, NUMBER_ENDING, COMPOUND, EDITION, TIME_OF_DAY -> NEVER;
            case CITY, STOP_WORD, LEVEL -> MIN_LENGTH + 1;
            case SPONSOR, WORD, PLACE, SERIES -> MIN_LENGTH + 2;
            default -> MIN_LENGTH;
        };
    }

    /** Nearest indexed word within the given edit distance, null without one. */
    String find(String misspelled, int maxDistance) {
        if (misspelled.length() < MIN_LENGTH - 2) {
            return null;
        }
        return find(misspelled, maxDistance, Math.min(maxDistance, EditDistance.maxTypos(misspelled.length())));
    }

    /** Word with one letter wrong behind an equal first one, null without one. */
    String findShort(String misspelled) {
        return misspelled.length() < MIN_SHORT - 1 || misspelled.length() > MAX_SHORT + 1
                ? null
                : find(misspelled, 1, 1);
    }

    private String find(String misspelled, int maxDistance, int limit) {
        String best = null;
        int bestDistance = limit + 1;
        for (String form : deletions(misspelled, maxDistance)) {
            for (String word : byDeletion.getOrDefault(form, List.of())) {
                if (EditDistance.isOtherName(misspelled.length(), misspelled, word)) {
                    continue;
                }
                int distance = EditDistance.isFoldedTypo(misspelled, word)
                        ? 0
                        : EditDistance.distance(misspelled, word, bestDistance);
                if (distance < bestDistance || distance == bestDistance && best != null && word.compareTo(best) < 0) {
                    best = word;
                    bestDistance = distance;
                }
            }
        }
        return best;
    }

    /** Deletion forms of the word's prefix. */
    private static Set<String> deletions(String word, int typos) {
        String prefix = prefix(word);
        Set<String> all = new HashSet<>();
        all.add(prefix);
        addDeletions(prefix, 0, typos, all);
        return all;
    }

    private static String prefix(String word) {
        return word.substring(0, Math.min(word.length(), PREFIX_LENGTH));
    }

    private static void addDeletions(String word, int from, int typos, Set<String> all) {
        for (int i = from; typos > 0 && i < word.length(); i++) {
            String deleted = word.substring(0, i) + word.substring(i + 1);
            all.add(deleted);
            addDeletions(deleted, i, typos - 1, all);
        }
    }
}
