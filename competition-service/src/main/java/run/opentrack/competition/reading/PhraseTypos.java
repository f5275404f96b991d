package run.opentrack.competition.reading;

import java.util.List;

/** A word that is known within a phrase alone, misspelled: "Kalovan kisat", "Zlatá tertra". */
final class PhraseTypos {
    private static final int SHORTEST = 5;

    private PhraseTypos() {}

    static void mend(List<String> words, String country) {
        for (int at = 0; words.size() > 1 && at < words.size(); at++) {
            String word = words.get(at);
            if (word.length() < SHORTEST || Vocabulary.senses(word) != null || Vocabulary.longestFrom(word) > 0) {
                continue;
            }
            String meant = hasNeighbour(words, at) ? Vocabulary.nearInPhrases(word) : null;
            if (meant != null) {
                words.set(at, meant);
                if (!isInPhrase(words, at, country)) {
                    words.set(at, word);
                }
            }
        }
    }

    private static boolean hasNeighbour(List<String> words, int at) {
        return at > 0 && Vocabulary.isInPhrases(words.get(at - 1))
                || at + 1 < words.size() && Vocabulary.isInPhrases(words.get(at + 1));
    }

    private static boolean isInPhrase(List<String> words, int at, String country) {
        for (int from = Math.max(0, at - Vocabulary.LONGEST_PHRASE + 1); from <= at; from++) {
            int last = Math.min(words.size(), from + Vocabulary.LONGEST_PHRASE);
            for (int end = Math.max(at + 1, from + 2); end <= last; end++) {
                if (Vocabulary.isPhrase(String.join(" ", words.subList(from, end)), country)) {
                    return true;
                }
            }
        }
        return false;
    }
}
