package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import run.opentrack.competition.name.parse.Token.Meaning;

/** Splits compound words of German, Dutch, Scandinavian, Finnish and Estonian: "Hallenmeisterschaften", "sisejooks". */
final class CompoundSplitter {
    private static final int MIN_PART = 3;
    private static final int MIN_END = 3;
    private static final int MIN_BEGINNING = 4;
    private static final int MIN_MISSPELLED_BEGINNING = 5;
    private static final int MIN_MISSPELLED_END = 7;
    private static final int MIN_END_AFTER_NAME = 4;
    private static final int MIN_FACET_END = 5;
    private static final int MIN_STOP_WORD_END = 9;
    /** Not a compound head: "Darmstadt" is no city of "Darm". */
    private static final String CITY = "city";

    private static final List<String> LINKING_ELEMENTS = List.of("s", "n", "en", "es", "e", "er");

    private CompoundSplitter() {}

    /** Tokens of a compound, empty without a known head. */
    static List<Token> split(String word) {
        return split(word, MIN_END, Lexicon::lookup);
    }

    /** Tokens of a compound with one typo in its head: "Abendsportfesst". */
    static List<Token> splitMisspelled(String word) {
        return split(word, MIN_MISSPELLED_END, end -> Lexicon.lookupMisspelled(end, 1));
    }

    private static List<Token> split(String word, int shortestEnd, Function<String, List<Meaning>> meanings) {
        for (int cut = MIN_PART; cut <= word.length() - shortestEnd; cut++) {
            List<Meaning> end = meanings.apply(word.substring(cut));
            if (end == null || !isCompoundHead(end, word.length() - cut)) {
                continue;
            }
            String first = word.substring(0, cut);
            List<Meaning> known = lookupBeginningFuzzily(first);
            boolean name = cut > MIN_PART && word.length() - cut >= MIN_END_AFTER_NAME;
            if (known != null || name) {
                List<Token> parts =
                        new ArrayList<>(known == null ? splitBeginning(first) : List.of(Token.of(first, known)));
                parts.add(Token.of(word.substring(cut), end));
                return parts;
            }
        }
        return List.of();
    }

    /** Splits a beginning into two known words ("Schülerhallensportfest"), otherwise takes it as a name. */
    private static List<Token> splitBeginning(String first) {
        for (int cut = MIN_BEGINNING; cut <= first.length() - MIN_BEGINNING; cut++) {
            List<Meaning> one = lookupBeginning(first.substring(0, cut));
            List<Meaning> other = one == null ? null : lookupBeginning(first.substring(cut));
            if (other != null) {
                return List.of(Token.of(first.substring(0, cut), one), Token.of(first.substring(cut), other));
            }
        }
        return List.of(Token.of(first, List.of()));
    }

    private static boolean isCompoundHead(List<Meaning> meanings, int length) {
        for (Meaning meaning : meanings) {
            boolean athletics = meaning.type() == TokenType.STOP_WORD && length >= MIN_STOP_WORD_END;
            boolean facet = meaning.type().comparison() == TokenType.Comparison.MUST_EQUAL
                    && meaning.type() != TokenType.REGION;
            if (athletics
                    || meaning.type() == TokenType.GENERIC && !meaning.value().equals(CITY)
                    || facet && length >= MIN_FACET_END) {
                return true;
            }
        }
        return false;
    }

    /** Meanings of a beginning, with one typo allowed in surfaces: "Halenmeisterschaften". */
    private static List<Meaning> lookupBeginningFuzzily(String first) {
        List<Meaning> known = lookupBeginning(first);
        List<Meaning> near = known == null && first.length() >= MIN_MISSPELLED_BEGINNING
                ? Lexicon.lookupMisspelled(first, 1)
                : known;
        return near == null || known == null && near.stream().anyMatch(meaning -> meaning.type() != TokenType.SURFACE)
                ? known
                : near;
    }

    private static List<Meaning> lookupBeginning(String first) {
        List<Meaning> meanings = Lexicon.lookup(first);
        for (int i = 0; meanings == null && i < LINKING_ELEMENTS.size(); i++) {
            String link = LINKING_ELEMENTS.get(i);
            if (first.endsWith(link) && first.length() - link.length() >= MIN_PART) {
                meanings = Lexicon.lookup(first.substring(0, first.length() - link.length()));
            }
        }
        return meanings;
    }
}
