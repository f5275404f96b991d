package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.Token.Meaning;

/** Multilingual lexicon of normalised words and phrases with all their meanings. */
public final class Lexicon {
    static final int MAX_PHRASE_WORDS = 4;
    private static final int MIN_BEGINNING = 4;
    private static final String CHAMPIONSHIP = "championship";
    private static final Map<String, List<Meaning>> MEANINGS = new HashMap<>();
    private static final Map<String, List<String>> ABBREVIATIONS = new HashMap<>();
    private static final Map<String, Integer> PHRASE_WORDS = new HashMap<>();
    /** Words of the Greek and Cyrillic scripts by pronunciation. */
    private static final Map<String, String> TRANSLITERATED = new HashMap<>();

    private static final SpellingIndex SPELLING;
    private static final SpellingIndex SHORT_SPELLING;
    private static final SpellingIndex PHRASE_SPELLING;
    private static final SpellingIndex SHORT_PHRASE_SPELLING;
    private static final Map<String, List<Meaning>> WORDS_OF_PHRASES;

    static {
        Arrays.stream(TokenType.values())
                .filter(type -> type.lexiconFile() != null)
                .forEach(Lexicon::load);
        Stream.of("abbreviations", "championships")
                .flatMap(file -> LexiconFile.read(file).stream())
                .forEach(Lexicon::addAbbreviation);
        MEANINGS.forEach(Lexicon::addCompoundMeaning);
        SPELLING = SpellingIndex.of(MEANINGS);
        SHORT_SPELLING = SpellingIndex.ofShort(MEANINGS, SpellingIndex::decides);
        WORDS_OF_PHRASES = wordsOfPhrases();
        PHRASE_SPELLING = SpellingIndex.of(WORDS_OF_PHRASES);
        SHORT_PHRASE_SPELLING = SpellingIndex.ofShort(WORDS_OF_PHRASES, meaning -> true);
    }

    private Lexicon() {}

    /** Meanings of a phrase, null when unknown. */
    static List<Meaning> lookup(String phrase) {
        return MEANINGS.get(phrase);
    }

    public static boolean isKnown(String word) {
        return MEANINGS.containsKey(word);
    }

    /** Word of another script by its pronunciation, as standards spell it differently; null when unknown. */
    static String transliterated(String word) {
        return TRANSLITERATED.get(PhoneticKey.encodeTransliterated(word));
    }

    public static boolean hasMeaning(String phrase, TokenType type) {
        return MEANINGS.getOrDefault(phrase, List.of()).stream().anyMatch(meaning -> meaning.type() == type);
    }

    /** Meanings of a misspelled word, null when unknown. */
    static List<Meaning> lookupMisspelled(String word, int typos) {
        String correction = SPELLING.find(word, typos);
        return correction == null ? null : MEANINGS.get(correction);
    }

    /** Correction of a misspelled word that occurs in phrases only, or null. */
    static String correctPhraseWord(String word) {
        String correction = PHRASE_SPELLING.find(word, 1);
        return correction == null ? SHORT_PHRASE_SPELLING.findShort(word) : correction;
    }

    /** Correction of an unknown word to a short term that separates competitions or names a country, or null. */
    static String correctShortWord(String word) {
        return PHRASE_WORDS.containsKey(word) ? null : SHORT_SPELLING.findShort(word);
    }

    static boolean isPhraseWord(String word) {
        return WORDS_OF_PHRASES.containsKey(word);
    }

    static boolean isPhrase(String words, String country) {
        return MEANINGS.containsKey(words) || expansion(words, country) != null;
    }

    /** Words of an abbreviation in a country, or null. */
    static List<String> expansion(String phrase, String country) {
        List<String> here = ABBREVIATIONS.get(phrase + '@' + country);
        return here == null ? ABBREVIATIONS.get(phrase) : here;
    }

    /** Word count of the longest phrase that begins with a word. */
    static int maxPhraseWords(String first) {
        return PHRASE_WORDS.getOrDefault(first, 0);
    }

    /** Canonical name of a city or a word of city names across languages, null when unknown. */
    static String canonicalName(String city) {
        return MEANINGS.getOrDefault(city, List.of()).stream()
                .filter(meaning -> meaning.type().isName() && meaning.type() != TokenType.SPONSOR)
                .map(Meaning::value)
                .findFirst()
                .orElse(null);
    }

    private static void load(TokenType type) {
        for (LexiconFile.Line line : LexiconFile.read(type.lexiconFile())) {
            for (String word : line.words()) {
                String key = NameNormalizer.normalize(word);
                List<Meaning> meanings = MEANINGS.computeIfAbsent(key, unknown -> new ArrayList<>(2));
                Meaning meaning = new Meaning(type, line.value());
                if (!meanings.contains(meaning)) {
                    meanings.add(meaning);
                }
                recordPhraseWords(key);
                if (word.chars().anyMatch(Lexicon::isGreekOrCyrillic)) {
                    Arrays.stream(key.split(" "))
                            .filter(part -> part.length() >= MIN_BEGINNING)
                            .forEach(Lexicon::addTransliterated);
                }
            }
        }
    }

    /** Adds a word, and its Ukrainian and Belarusian spelling with h for г. */
    private static void addTransliterated(String word) {
        TRANSLITERATED.putIfAbsent(PhoneticKey.encodeTransliterated(word), word);
        TRANSLITERATED.putIfAbsent(PhoneticKey.encodeTransliterated(word.replace('g', 'h')), word);
    }

    private static boolean isGreekOrCyrillic(int letter) {
        Character.UnicodeScript script = Character.UnicodeScript.of(letter);
        return script == Character.UnicodeScript.GREEK || script == Character.UnicodeScript.CYRILLIC;
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

    /** Adds the meaning of a compound's head: "Hallenmeisterschaften" is listed as indoor and is a championship too. */
    private static void addCompoundMeaning(String word, List<Meaning> meanings) {
        boolean facet =
                meanings.stream().allMatch(meaning -> meaning.type().comparison() == TokenType.Comparison.MUST_EQUAL);
        if (facet && word.indexOf(' ') > 0) {
            addChampionship(word, meanings);
            return;
        }
        for (int cut = MIN_BEGINNING; facet && cut < word.length() - MIN_BEGINNING; cut++) {
            List<Meaning> end = MEANINGS.getOrDefault(word.substring(cut), List.of());
            for (Meaning meaning : end) {
                if (meaning.type() == TokenType.GENERIC && !meaning.value().equals("race")) {
                    meanings.add(meaning);
                    return;
                }
            }
        }
    }

    /** Adds the championship to phrases that contain one: "ekipno prvenstvo" is listed as a club event. */
    private static void addChampionship(String phrase, List<Meaning> meanings) {
        for (String word : phrase.split(" ")) {
            MEANINGS.getOrDefault(word, List.of()).stream()
                    .filter(meaning -> meaning.value().equals(CHAMPIONSHIP) && !meanings.contains(meaning))
                    .findFirst()
                    .ifPresent(meanings::add);
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
