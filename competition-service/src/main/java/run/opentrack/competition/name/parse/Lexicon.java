package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.opentrack.competition.name.NameNormalizer;

/** All words that are known, as {@link NameNormalizer} writes them, with all that each may mean. */
final class Lexicon {
    static final int MAX_PHRASE_WORDS = 4;
    private static final int MIN_BEGINNING = 4;
    private static final String CHAMPIONSHIP = "championship";
    private static final Map<String, List<Meaning>> MEANINGS = new HashMap<>();
    private static final Map<String, List<String>> ABBREVIATIONS = new HashMap<>();
    private static final Map<String, Integer> PHRASE_WORDS = new HashMap<>();
    private static final SpellingIndex SPELLING;
    private static final SpellingIndex PHRASE_SPELLING;
    private static final Map<String, List<Meaning>> WORDS_OF_PHRASES;

    static {
        Arrays.stream(TokenType.values())
                .filter(kind -> kind.lexiconFile() != null)
                .forEach(Lexicon::load);
        LexiconFile.read("abbreviations").lines().forEach(Lexicon::addAbbreviation);
        MEANINGS.forEach(Lexicon::addCompoundMeaning);
        SPELLING = SpellingIndex.of(MEANINGS);
        WORDS_OF_PHRASES = wordsOfPhrases();
        PHRASE_SPELLING = SpellingIndex.of(WORDS_OF_PHRASES);
    }

    private Lexicon() {}

    /** What a phrase may mean, or null when it is unknown. */
    static List<Meaning> lookup(String phrase) {
        return MEANINGS.get(phrase);
    }

    /** What a misspelled word may mean, or null. */
    static List<Meaning> lookupMisspelled(String word, int typos) {
        String meant = SPELLING.find(word, typos);
        return meant == null ? null : MEANINGS.get(meant);
    }

    /** The word of some known phrase that a misspelled one was to be, or null. */
    static String correctPhraseWord(String word) {
        return PHRASE_SPELLING.find(word, 1);
    }

    static boolean isPhraseWord(String word) {
        return WORDS_OF_PHRASES.containsKey(word);
    }

    static boolean isPhrase(String words, String country) {
        return MEANINGS.containsKey(words) || expansion(words, country) != null;
    }

    /** The words that an abbreviation stands for in a country, or null. */
    static List<String> expansion(String phrase, String country) {
        List<String> here = ABBREVIATIONS.get(phrase + '@' + country);
        return here == null ? ABBREVIATIONS.get(phrase) : here;
    }

    /** How many words the longest phrase has that begins with this one. */
    static int maxPhraseWords(String first) {
        return PHRASE_WORDS.getOrDefault(first, 0);
    }

    private static void load(TokenType kind) {
        for (LexiconFile.Line line : LexiconFile.read(kind.lexiconFile()).lines()) {
            for (String word : line.words()) {
                String key = NameNormalizer.normalize(word);
                List<Meaning> senses = MEANINGS.computeIfAbsent(key, unknown -> new ArrayList<>(2));
                Meaning sense = new Meaning(kind, line.value());
                if (!senses.contains(sense)) {
                    senses.add(sense);
                }
                recordPhraseWords(key);
            }
        }
    }

    private static Map<String, List<Meaning>> wordsOfPhrases() {
        Map<String, List<Meaning>> words = new HashMap<>();
        List<Meaning> part = List.of(new Meaning(TokenType.GENERIC, ""));
        Stream.concat(MEANINGS.keySet().stream(), ABBREVIATIONS.keySet().stream())
                .map(phrase -> phrase.replaceFirst("@.*", "").split(" "))
                .filter(phrase -> phrase.length > 1)
                .flatMap(Arrays::stream)
                .forEach(word -> words.put(word, part));
        return words;
    }

    /** "Hallenmeisterschaften" stands in a table of what is indoors; it is a championship too. */
    private static void addCompoundMeaning(String word, List<Meaning> senses) {
        boolean facet = senses.stream().allMatch(sense -> sense.type().comparison() == TokenType.Comparison.MUST_EQUAL);
        if (facet && word.indexOf(' ') > 0) {
            addChampionship(word, senses);
            return;
        }
        for (int cut = MIN_BEGINNING; facet && cut < word.length() - MIN_BEGINNING; cut++) {
            List<Meaning> end = MEANINGS.getOrDefault(word.substring(cut), List.of());
            for (Meaning sense : end) {
                if (sense.type() == TokenType.GENERIC && !sense.value().equals("race")) {
                    senses.add(sense);
                    return;
                }
            }
        }
    }

    /** "Ekipno prvenstvo" stands in the table of clubs; it is a championship too. */
    private static void addChampionship(String phrase, List<Meaning> senses) {
        for (String word : phrase.split(" ")) {
            MEANINGS.getOrDefault(word, List.of()).stream()
                    .filter(sense -> sense.value().equals(CHAMPIONSHIP) && !senses.contains(sense))
                    .findFirst()
                    .ifPresent(senses::add);
        }
    }

    private static void addAbbreviation(LexiconFile.Line line) {
        String[] cells = line.value().split("@");
        String phrase = NameNormalizer.normalize(cells[0]);
        recordPhraseWords(phrase);
        ABBREVIATIONS.put(
                cells.length > 1 ? phrase + '@' + cells[1].strip() : phrase,
                List.of(NameNormalizer.normalize(line.words().get(0)).split(" ")));
    }

    private static void recordPhraseWords(String phrase) {
        String[] words = phrase.split(" ");
        PHRASE_WORDS.merge(words[0], words.length, Math::max);
    }
}
