package run.opentrack.competition.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Takes a name apart into the longest phrases that are known, numbers, and words that are not known. */
final class Splitter {
    private static final Set<String> UNDER = Set.of("u", "under", "unter", "sub", "do", "pod", "alle");

    /** Where "i" is "and", "in" or an article. */
    private static final Set<String> I_IS_A_WORD = Set.of(
            "POL", "HRV", "SRB", "BIH", "MNE", "SVN", "ITA", "SMR", "CHE", "NOR", "SWE", "DNK", "ISL", "ESP", "AND",
            "BGR", "MKD", "RUS", "UKR", "BLR", "FIN");

    private final List<String> words;
    private final String country;
    private final List<Piece> pieces = new ArrayList<>();

    private Splitter(List<String> words, String country) {
        this.words = words;
        this.country = country;
    }

    static List<Piece> split(String nameKey, String country) {
        List<String> words = new ArrayList<>(Arrays.asList(nameKey.split(" ")));
        joinThousands(words);
        joinAges(words);
        joinLetters(words);
        PhraseTypos.mend(words, country);
        Splitter splitter = new Splitter(words, country);
        for (int at = 0; at < splitter.words.size(); ) {
            at = splitter.take(at);
        }
        return splitter.pieces;
    }

    /** "10 000", "10 000m" and "1 500 m" are one number. */
    private static void joinThousands(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            String first = words.get(i);
            String next = words.get(i + 1);
            boolean thousands = NumberWord.isDigits(first) && first.length() <= 2 && next.startsWith("000");
            if (thousands || first.equals("1") && next.startsWith("500")) {
                words.set(i, first + next);
                words.remove(i + 1);
            }
        }
    }

    /** "Under 20", "Sub-20" and "U 20" are one word. */
    private static void joinAges(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            String next = words.get(i + 1);
            if (UNDER.contains(words.get(i)) && NumberWord.isDigits(next) && next.length() <= 2) {
                words.set(i, "u" + next);
                words.remove(i + 1);
            }
        }
    }

    /** "P-T-S" is PTS. */
    private static void joinLetters(List<String> words) {
        for (int i = 0; i + 2 < words.size(); i++) {
            int end = i;
            while (end < words.size() && isLetter(words.get(end))) {
                end++;
            }
            if (end - i > 2) {
                words.set(i, String.join("", words.subList(i, end)));
                words.subList(i + 1, end).clear();
            }
        }
    }

    private static boolean isLetter(String word) {
        return word.length() == 1 && Character.isLetter(word.charAt(0));
    }

    /** Whether a single letter here may number a series: "Cup I", "I etapp", "Werfertag I Leverkusen". */
    private boolean countsSeries(int at) {
        boolean last = at == words.size() - 1;
        if (!last && nextIsUnit(at)) {
            return true;
        }
        boolean counted = !pieces.isEmpty()
                && (pieces.get(pieces.size() - 1).is(Kind.GENERIC)
                        || pieces.get(pieces.size() - 1).is(Kind.DISCIPLINE));
        return counted && (last || words.get(at).equals("i") && !I_IS_A_WORD.contains(country));
    }

    /** "10 km" are no "Kreismeisterschaften". */
    private boolean measuresNumber(String phrase) {
        List<Sense> senses = Vocabulary.senses(phrase);
        return senses != null
                && !pieces.isEmpty()
                && pieces.get(pieces.size() - 1).isNumber()
                && senses.stream().anyMatch(sense -> sense.kind() == Kind.MEASURE);
    }

    private boolean nextIsUnit(int at) {
        List<Sense> next = Vocabulary.senses(words.get(at + 1));
        return next != null && next.stream().anyMatch(sense -> sense.kind() == Kind.UNIT);
    }

    /** Reads the phrase that begins here, and says where the next begins. */
    private int take(int at) {
        String first = words.get(at);
        int roman = first.length() == 1 ? RomanNumber.of(first, at == 0 || countsSeries(at)) : 0;
        if (roman > 0 && words.size() > 1) {
            pieces.add(Piece.number(first, roman, Piece.Form.ROMAN));
            return at + 1;
        }
        int longest = Math.min(Vocabulary.longestFrom(first), Math.min(Vocabulary.LONGEST_PHRASE, words.size() - at));
        for (int length = longest; length > 0; length--) {
            String phrase = length == 1 ? first : String.join(" ", words.subList(at, at + length));
            List<String> expansion = Vocabulary.expansion(phrase, country);
            if (expansion != null && !measuresNumber(phrase)) {
                words.subList(at, at + length).clear();
                words.addAll(at, expansion);
                return at;
            }
            List<Sense> senses = Vocabulary.senses(phrase);
            if (senses != null) {
                pieces.add(known(phrase, senses));
                return at + length;
            }
        }
        takeUnknown(first, at);
        return at + 1;
    }

    private static Piece known(String phrase, List<Sense> senses) {
        for (Sense sense : senses) {
            if (sense.kind() == Kind.ORDINAL) {
                return new Piece(phrase, senses, Integer.parseInt(sense.value()), Piece.Form.ORDINAL);
            }
        }
        return Piece.of(phrase, senses);
    }

    private void takeUnknown(String word, int at) {
        // A name of signs alone has no word.
        if (word.isEmpty()) {
            return;
        }
        List<Piece> numbers = NumberWord.read(word, at == 0, at == words.size() - 1);
        if (!numbers.isEmpty()) {
            pieces.addAll(numbers);
            return;
        }
        pieces.addAll(UnknownWord.read(word));
    }
}
