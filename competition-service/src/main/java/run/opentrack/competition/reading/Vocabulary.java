package run.opentrack.competition.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.opentrack.competition.name.NameKey;

/** All words that are known, as {@link NameKey} writes them, with all that each may mean. */
final class Vocabulary {
    static final int LONGEST_PHRASE = 4;
    private static final int SHORTEST_BEGINNING = 4;
    private static final String CHAMPIONSHIP = "championship";
    private static final Map<String, List<Sense>> SENSES = new HashMap<>();
    private static final Map<String, List<String>> ABBREVIATIONS = new HashMap<>();
    private static final Map<String, Integer> WORDS_FROM = new HashMap<>();
    private static final NearWords NEAR;
    private static final NearWords NEAR_IN_PHRASES;
    private static final Map<String, List<Sense>> IN_PHRASES;

    static {
        Arrays.stream(Kind.values()).filter(kind -> kind.table() != null).forEach(Vocabulary::read);
        WordTable.read("abbreviations").lines().forEach(Vocabulary::abbreviation);
        SENSES.forEach(Vocabulary::addKindOfCompound);
        NEAR = NearWords.of(SENSES);
        IN_PHRASES = wordsOfPhrases();
        NEAR_IN_PHRASES = NearWords.of(IN_PHRASES);
    }

    private Vocabulary() {}

    /** What a phrase may mean, or null when it is unknown. */
    static List<Sense> senses(String phrase) {
        return SENSES.get(phrase);
    }

    /** What a misspelled word may mean, or null. */
    static List<Sense> near(String word, int typos) {
        String meant = NEAR.find(word, typos);
        return meant == null ? null : SENSES.get(meant);
    }

    /** The word of some known phrase that a misspelled one was to be, or null. */
    static String nearInPhrases(String word) {
        return NEAR_IN_PHRASES.find(word, 1);
    }

    static boolean isInPhrases(String word) {
        return IN_PHRASES.containsKey(word);
    }

    static boolean isPhrase(String words, String country) {
        return SENSES.containsKey(words) || expansion(words, country) != null;
    }

    /** The words that an abbreviation stands for in a country, or null. */
    static List<String> expansion(String phrase, String country) {
        List<String> here = ABBREVIATIONS.get(phrase + '@' + country);
        return here == null ? ABBREVIATIONS.get(phrase) : here;
    }

    /** How many words the longest phrase has that begins with this one. */
    static int longestFrom(String first) {
        return WORDS_FROM.getOrDefault(first, 0);
    }

    private static void read(Kind kind) {
        for (WordTable.Line line : WordTable.read(kind.table()).lines()) {
            for (String word : line.words()) {
                String key = NameKey.of(word);
                List<Sense> senses = SENSES.computeIfAbsent(key, unknown -> new ArrayList<>(2));
                Sense sense = new Sense(kind, line.value());
                if (!senses.contains(sense)) {
                    senses.add(sense);
                }
                noteLength(key);
            }
        }
    }

    private static Map<String, List<Sense>> wordsOfPhrases() {
        Map<String, List<Sense>> words = new HashMap<>();
        List<Sense> part = List.of(new Sense(Kind.GENERIC, ""));
        Stream.concat(SENSES.keySet().stream(), ABBREVIATIONS.keySet().stream())
                .map(phrase -> phrase.replaceFirst("@.*", "").split(" "))
                .filter(phrase -> phrase.length > 1)
                .flatMap(Arrays::stream)
                .forEach(word -> words.put(word, part));
        return words;
    }

    /** "Hallenmeisterschaften" stands in a table of what is indoors; it is a championship too. */
    private static void addKindOfCompound(String word, List<Sense> senses) {
        boolean facet = senses.stream().allMatch(sense -> sense.kind().weighing() == Kind.Weighing.ALWAYS);
        if (facet && word.indexOf(' ') > 0) {
            addChampionship(word, senses);
            return;
        }
        for (int cut = SHORTEST_BEGINNING; facet && cut < word.length() - SHORTEST_BEGINNING; cut++) {
            List<Sense> end = SENSES.getOrDefault(word.substring(cut), List.of());
            for (Sense sense : end) {
                if (sense.kind() == Kind.GENERIC && !sense.value().equals("race")) {
                    senses.add(sense);
                    return;
                }
            }
        }
    }

    /** "Ekipno prvenstvo" stands in the table of clubs; it is a championship too. */
    private static void addChampionship(String phrase, List<Sense> senses) {
        for (String word : phrase.split(" ")) {
            SENSES.getOrDefault(word, List.of()).stream()
                    .filter(sense -> sense.value().equals(CHAMPIONSHIP) && !senses.contains(sense))
                    .findFirst()
                    .ifPresent(senses::add);
        }
    }

    private static void abbreviation(WordTable.Line line) {
        String[] cells = line.value().split("@");
        String phrase = NameKey.of(cells[0]);
        noteLength(phrase);
        ABBREVIATIONS.put(
                cells.length > 1 ? phrase + '@' + cells[1].strip() : phrase,
                List.of(NameKey.of(line.words().get(0)).split(" ")));
    }

    private static void noteLength(String phrase) {
        String[] words = phrase.split(" ");
        WORDS_FROM.merge(words[0], words.length, Math::max);
    }
}
