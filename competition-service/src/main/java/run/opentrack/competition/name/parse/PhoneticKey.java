package run.opentrack.competition.name.parse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Phonetic key across transcriptions: Hanžeković and Hanzhekovich, or Kharkiv and Harkiw, have equal keys, as each
 * language spells the letters of another.
 */
final class PhoneticKey {
    /** Countries whose names are written in Greek or Cyrillic, and in Latin by several standards. */
    private static final Set<String> COUNTRIES_OF_OTHER_SCRIPTS =
            Set.of("RUS", "UKR", "BLR", "BGR", "SRB", "MKD", "MNE", "BIH", "KAZ", "KGZ", "MNG", "GRC", "CYP");

    /** Countries whose standards spell г as "h", the letter of other standards for х. */
    private static final Set<String> COUNTRIES_WITH_H = Set.of("UKR", "BLR");

    private static final String CONSONANTS = " shch s tsch c sch s sht st tch c sh s sz s zh z rz z kh h ch c cz c ts c"
            + " tz c ks x th t gh g ck k dj d qu kv w v q k";

    private static final PhoneticKey ANY = new PhoneticKey("ph f ou u oy u yu iu ya ia y i j i" + CONSONANTS);
    /** Vowels and semivowels of ISO 9, BGN/PCGN, ICAO 9303, national systems, ELOT 743 and German transcription. */
    private static final PhoneticKey OF_OTHER_SCRIPTS =
            new PhoneticKey("ph v ou u yu u iu u ju u ya a ia a ja a yo e jo e ye e ie e je e oy i oi i oj i ey i ei i"
                    + " ej i ay e ai e aj e y i j i f v" + CONSONANTS);

    private static final Pattern REPEATED_LETTER = Pattern.compile("(.)\\1+");

    /** Spellings with their sound. Of those at one index, the first applies. */
    private final Map<String, String> sounds = new LinkedHashMap<>();

    private final Pattern spellings;

    private PhoneticKey(String table) {
        String[] words = table.split(" ");
        for (int at = 0; at < words.length; at += 2) {
            sounds.put(words[at], words[at + 1]);
        }
        spellings = Pattern.compile(String.join("|", sounds.keySet()));
    }

    static String encode(String word) {
        return ANY.encodeWord(word);
    }

    /** Key that is also equal for the standards by which names of the country are transliterated. */
    static String encode(String word, String country) {
        String key = isOfOtherScript(country) ? encodeTransliterated(word) : encode(word);
        return COUNTRIES_WITH_H.contains(country) ? key.replace('h', 'g') : key;
    }

    static String encodeTransliterated(String word) {
        return OF_OTHER_SCRIPTS.encodeWord(word);
    }

    static boolean isOfOtherScript(String country) {
        return COUNTRIES_OF_OTHER_SCRIPTS.contains(country);
    }

    private String encodeWord(String word) {
        String encoded = spellings.matcher(word).replaceAll(spelling -> sounds.get(spelling.group()));
        return REPEATED_LETTER.matcher(encoded).replaceAll("$1");
    }
}
