package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.name.parse.Token.Meaning;

/** Splits a name into tokens: longest known phrases first, then numbers, then unknown words. */
final class Tokenizer {
    /** The blank of digit groups: "10 000", "10 000m", "1 500 m". */
    private static final Pattern THOUSANDS = Pattern.compile("(?<!\\S)([0-9]{1,2}(?= 000)|1(?= 500)) ");
    /** The words of an age limit before its number: "Under 20", "Sub-20", "U 20". */
    private static final Pattern AGE_LIMIT =
            Pattern.compile("(?<!\\S)(?:u|under|unter|sub|do|pod|alle) (?=[0-9]{1,2}(?!\\S))");
    /** A spelled-out acronym: "P-T-S". */
    private static final Pattern SPELLED_OUT = Pattern.compile("(?<!\\S)\\p{L}(?: \\p{L}){2,}(?!\\S)");

    /** Countries whose languages have a word "i" (and, in, an article). */
    private static final Set<String> COUNTRIES_WITH_WORD_I = Set.of(
            "POL", "HRV", "SRB", "BIH", "MNE", "SVN", "ITA", "SMR", "CHE", "NOR", "SWE", "DNK", "ISL", "ESP", "AND",
            "BGR", "MKD", "RUS", "UKR", "BLR", "FIN");

    private final List<String> words;
    private final String country;
    private final List<Token> tokens = new ArrayList<>();

    private Tokenizer(List<String> words, String country) {
        this.words = words;
        this.country = country;
    }

    static List<Token> tokenize(String nameKey, String country) {
        List<String> words =
                new ArrayList<>(Arrays.asList(joinSplitWords(nameKey).split(" ")));
        PhraseSpellCorrector.correct(words, country);
        Tokenizer tokenizer = new Tokenizer(words, country);
        for (int at = 0; at < words.size(); ) {
            at = tokenizer.tokenizeAt(at);
        }
        return tokenizer.tokens;
    }

    /** Names with one short word that looks misspelled corrected, for each such word. */
    static Stream<String> corrections(String nameKey) {
        return Arrays.stream(nameKey.split(" ")).distinct().flatMap(word -> Stream.ofNullable(
                        Lexicon.correctShortWord(word))
                .map(correct -> (' ' + nameKey + ' ')
                        .replace(' ' + word + ' ', ' ' + correct + ' ')
                        .strip()));
    }

    private static String joinSplitWords(String nameKey) {
        String thousands = THOUSANDS.matcher(nameKey).replaceAll("$1");
        String ages = AGE_LIMIT.matcher(thousands).replaceAll("u");
        return SPELLED_OUT.matcher(ages).replaceAll(letters -> letters.group().replace(" ", ""));
    }

    /** Tests for a single letter that numbers a series: "Cup I", "I etapp", "Werfertag I Leverkusen". */
    private boolean isSeriesNumeral(int at) {
        boolean last = at == words.size() - 1;
        if (!last && Lexicon.hasMeaning(words.get(at + 1), TokenType.UNIT)) {
            return true;
        }
        boolean counted = !tokens.isEmpty()
                && (tokens.get(tokens.size() - 1).hasType(TokenType.GENERIC)
                        || tokens.get(tokens.size() - 1).hasType(TokenType.DISCIPLINE));
        return counted && (last || words.get(at).equals("i") && !COUNTRIES_WITH_WORD_I.contains(country));
    }

    /** Tests for a unit after a number, which is not an abbreviation: "10 km", not "Kreismeisterschaften". */
    private boolean isMeasureAfterNumber(String phrase) {
        return !tokens.isEmpty()
                && tokens.get(tokens.size() - 1).isNumber()
                && Lexicon.hasMeaning(phrase, TokenType.MEASURE);
    }

    /** Adds the token at an index and returns the index of the next. */
    private int tokenizeAt(int at) {
        String first = words.get(at);
        int roman = first.length() == 1 ? RomanNumeral.parse(first, at == 0 || isSeriesNumeral(at)) : 0;
        if (roman > 0 && words.size() > 1) {
            tokens.add(Token.number(first, roman, Token.Form.ROMAN));
            return at + 1;
        }
        int longest = Math.min(Lexicon.maxPhraseWords(first), Math.min(Lexicon.MAX_PHRASE_WORDS, words.size() - at));
        for (int length = longest; length > 0; length--) {
            String phrase = length == 1 ? first : String.join(" ", words.subList(at, at + length));
            List<String> expansion = Lexicon.expansion(phrase, country);
            if (expansion != null && !isMeasureAfterNumber(phrase)) {
                words.subList(at, at + length).clear();
                words.addAll(at, expansion);
                return at;
            }
            List<Meaning> meanings = Lexicon.lookup(phrase);
            if (meanings != null) {
                tokens.add(known(phrase, meanings));
                return at + length;
            }
        }
        addUnknown(first, at);
        return at + 1;
    }

    private static Token known(String phrase, List<Meaning> meanings) {
        for (Meaning meaning : meanings) {
            if (meaning.type() == TokenType.ORDINAL) {
                return new Token(phrase, meanings, Integer.parseInt(meaning.value()), Token.Form.ORDINAL);
            }
        }
        return Token.of(phrase, meanings);
    }

    private void addUnknown(String word, int at) {
        // A name without letters and digits has no token.
        if (word.isEmpty()) {
            return;
        }
        List<Token> numbers = NumberTokenParser.parse(word, at == 0, at == words.size() - 1);
        if (!numbers.isEmpty()) {
            tokens.addAll(numbers);
            return;
        }
        tokens.addAll(UnknownWordResolver.resolve(word));
    }
}
