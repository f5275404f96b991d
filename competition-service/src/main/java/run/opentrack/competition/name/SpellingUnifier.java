package run.opentrack.competition.name;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Unifies spellings that depend on more than one letter, before names are transliterated letter by letter: Greek
 * digraphs by ELOT 743, the Bulgarian vowel ъ by the streamlined system, marks of a part ("①", "(osa 1/2)").
 */
final class SpellingUnifier {
    private static final int PARTS = 1;
    private static final int CONJUNCTIONS = 2;
    private static final int GREEK = 4;
    private static final int BULGARIAN = 8;
    private static final int CIRCLED_NUMBERS = 16;
    private static final int TRADE_MARKS = 32;

    /** Ending of a word that marks a part: "1of". */
    private static final String PART = "of ";

    private static final Map<String, String> DIGRAPHS = Map.ofEntries(
            Map.entry("αυ", "av"),
            Map.entry("αύ", "av"),
            Map.entry("ευ", "ev"),
            Map.entry("εύ", "ev"),
            Map.entry("ηυ", "iv"),
            Map.entry("ηύ", "iv"),
            Map.entry("ου", "ou"),
            Map.entry("ού", "ou"),
            Map.entry("γγ", "ng"),
            Map.entry("γξ", "nx"),
            Map.entry("γχ", "nch"));

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern GREEK_DIGRAPH = Pattern.compile(String.join("|", DIGRAPHS.keySet()), FLAGS);
    /** Before other letters than е, ё, ю, я, before which ъ is the Russian hard sign. */
    private static final Pattern BULGARIAN_VOWEL = Pattern.compile("ъ(?=[\\p{L}&&[^еёюяєї]])", FLAGS);

    private static final Pattern CIRCLED_NUMBER = Pattern.compile("[①-⑳❶-➓]");
    /** Word beside the number of a part. Other letters there are an age group: "(U18/20)". */
    private static final String WORD_FOR_PART =
            "(?:osa|part|pt|teil|deel|del|parte|partie|część|czesc|cz|část|časť|cast|rész|resz|daļa|dala|dalis|dio|hluti"
                    + "|bölüm|част|часть|частина|део|μέρος)\\.?";

    /** "1/2", "1 of 2". Higher numbers are a date or ages: "31/12". */
    private static final String PART_OF_PARTS =
            "(?:[1-9]|1[0-2]) ?(?:/|of|von|van|av|de|di|z|ze|od|из) ?(?:[1-9]|1[0-2])";

    /** "(osa 1/2)", and at the end "(osa 1)", "[1]", "(1. osa)". The group is the first number. */
    private static final Pattern NUMBER_OF_PARTS = Pattern.compile(
            "[(\\[](?=[^0-9]*([0-9]{1,2}))(?:(?:" + WORD_FOR_PART + " ?)?(?:" + PART_OF_PARTS
                    + "[)\\]]|[0-9]{1,2}[)\\]]\\s*$)|[1-9]\\.? ?" + WORD_FOR_PART + "[)\\]]\\s*$)",
            FLAGS);
    /** Signs between two parts of a name, or before a distance. */
    private static final Pattern CONJUNCTION = Pattern.compile(
            "\\s[&+]\\s|(?:,|\\s/)\\s(?=[0-9]{1,2}(?:[.,][0-9]{1,4})? ?(?:km?|mi|mil\\p{L}{1,3}|км|χλμ)(?![\\p{L}\\p{N}])"
                    + "|(?:(?:half|halb|halv|semi|pół|pol|půl|puoli|pool|pus|fél|meia|mezza|medi[ao]|полу|напів|пів|ημι)[ -]?)?(?:mar[aá]t|мара[фт]|μαραθ)|semi\\s)",
            FLAGS);

    private static final Pattern TRADE_MARK = Pattern.compile("[™℠]");

    private SpellingUnifier() {}

    static String unify(String name) {
        int passes = 0;
        for (int at = 0; at < name.length(); at++) {
            passes |= passesOf(name.charAt(at));
        }
        return passes == 0 ? name : unify(name, passes);
    }

    /** Passes that a character may need. The search for a pattern takes longer than all other steps of a comparison key. */
    private static int passesOf(char letter) {
        return switch (letter) {
            case '(', '[' -> PARTS;
            case '&', '+', ',', '/' -> CONJUNCTIONS;
            case 'ъ', 'Ъ', 'ᲆ' -> BULGARIAN;
            case '™', '℠' -> TRADE_MARKS;
            default -> letter >= 'Ͱ' && letter <= 'Ͽ' ? GREEK : letter >= '①' && letter <= '➓' ? CIRCLED_NUMBERS : 0;
        };
    }

    /** @param passes to run, as bits */
    static String unify(String name, int passes) {
        String unified = name;
        if ((passes & PARTS) != 0) {
            unified = NUMBER_OF_PARTS.matcher(unified).replaceAll(" $1" + PART);
        }
        if ((passes & CONJUNCTIONS) != 0) {
            unified = CONJUNCTION.matcher(unified).replaceAll(" and ");
        }
        if ((passes & GREEK) != 0) {
            unified = GREEK_DIGRAPH.matcher(unified).replaceAll(letters -> DIGRAPHS.get(fold(letters.group())));
        }
        if ((passes & BULGARIAN) != 0) {
            unified = BULGARIAN_VOWEL.matcher(unified).replaceAll("a");
        }
        if ((passes & CIRCLED_NUMBERS) != 0) {
            unified = CIRCLED_NUMBER
                    .matcher(unified)
                    .replaceAll(number ->
                            " " + Character.getNumericValue(number.group().codePointAt(0)) + PART);
        }
        return (passes & TRADE_MARKS) == 0
                ? unified
                : TRADE_MARK.matcher(unified).replaceAll(" ");
    }

    /** Folds case as the pattern does, by way of the capital: "ϵ" and "ε" have the same one. */
    private static String fold(String letters) {
        return letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
