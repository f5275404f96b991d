package run.opentrack.competition.name.parse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Phonetic key across transcriptions: Hanžeković and Hanzhekovich, or Kharkiv and Harkiw, have equal keys, as each
 * language spells the letters of another.
 */
final class PhoneticKey {
    /** Spellings with their sound. Of those at one index, the first applies. */
    private static final Map<String, String> SOUNDS = new LinkedHashMap<>();

    static {
        String spellings = "shch s sch s sht st tch c sh s sz s zh z rz z kh h ch c cz c ts c tz c ks x ph f th t gh g"
                + " ck k ou u oy u yu iu ya ia dj d qu kv y i j i w v q k";
        String[] words = spellings.split(" ");
        for (int at = 0; at < words.length; at += 2) {
            SOUNDS.put(words[at], words[at + 1]);
        }
    }

    private static final Pattern SPELLINGS = Pattern.compile(String.join("|", SOUNDS.keySet()));
    private static final Pattern REPEATED_LETTER = Pattern.compile("(.)\\1+");

    private PhoneticKey() {}

    static String encode(String word) {
        String sounds = SPELLINGS.matcher(word).replaceAll(spelling -> SOUNDS.get(spelling.group()));
        return REPEATED_LETTER.matcher(sounds).replaceAll("$1");
    }
}
