package run.opentrack.competition.name.parse;

import java.util.List;
import java.util.Objects;

/**
 * Corrects misspelled words that are known within phrases only ("Kalovan kisat", "Zlatá tertra"), and words that are
 * transliterated by another standard ("čempionat", "chempionat").
 */
final class PhraseSpellCorrector {
    private static final int MIN_LENGTH = 3;
    private static final int MIN_TRANSLITERATED = 4;

    private PhraseSpellCorrector() {}

    static void correct(List<String> words, String country) {
        if (PhoneticKey.isOfOtherScript(country)) {
            words.replaceAll(PhraseSpellCorrector::unifyTransliteration);
        }
        for (int at = 0; words.size() > 1 && at < words.size(); at++) {
            String word = words.get(at);
            if (word.length() < MIN_LENGTH || Lexicon.maxPhraseWords(word) > 0) {
                continue;
            }
            String correction = hasNeighbour(words, at) ? Lexicon.correctPhraseWord(word) : null;
            if (correction != null) {
                words.set(at, correction);
                if (!isInPhrase(words, at, country)) {
                    words.set(at, word);
                }
            }
        }
    }

    private static String unifyTransliteration(String word) {
        boolean known =
                word.length() < MIN_TRANSLITERATED || Lexicon.isPhraseWord(word) || Lexicon.maxPhraseWords(word) > 0;
        return known ? word : Objects.requireNonNullElse(Lexicon.transliterated(word), word);
    }

    private static boolean hasNeighbour(List<String> words, int at) {
        return at > 0 && Lexicon.isPhraseWord(words.get(at - 1))
                || at + 1 < words.size() && Lexicon.isPhraseWord(words.get(at + 1));
    }

    private static boolean isInPhrase(List<String> words, int at, String country) {
        for (int from = Math.max(0, at - Lexicon.MAX_PHRASE_WORDS + 1); from <= at; from++) {
            int last = Math.min(words.size(), from + Lexicon.MAX_PHRASE_WORDS);
            for (int end = Math.max(at + 1, from + 2); end <= last; end++) {
                if (Lexicon.isPhrase(String.join(" ", words.subList(from, end)), country)) {
                    return true;
                }
            }
        }
        return false;
    }
}
