package run.opentrack.competition.name.parse;

/**
 * Phonetic key across transcriptions: Hanžeković and Hanzhekovich, or Kharkiv and Harkiw, have equal keys, as each
 * language spells the letters of another.
 */
final class PhoneticKey {
    private static final String[][] SPELLINGS = {
        {"shch", "s"}, {"sch", "s"}, {"sht", "st"}, {"tch", "c"}, {"sh", "s"}, {"sz", "s"}, {"zh", "z"}, {"rz", "z"},
        {"kh", "h"}, {"ch", "c"}, {"cz", "c"}, {"ts", "c"}, {"tz", "c"}, {"ks", "x"}, {"ph", "f"}, {"th", "t"},
        {"gh", "g"}, {"ck", "k"}, {"ou", "u"}, {"oy", "u"}, {"yu", "iu"}, {"ya", "ia"}, {"dj", "d"}, {"qu", "kv"}
    };
    private static final String LETTERS = "yjwq";
    private static final String SOUNDS = "iivk";

    private PhoneticKey() {}

    static String encode(String word) {
        StringBuilder sound = new StringBuilder(word.length());
        for (int at = 0; at < word.length(); ) {
            at = append(sound, word, at);
        }
        return sound.toString();
    }

    private static int append(StringBuilder sound, String word, int at) {
        for (String[] spelling : SPELLINGS) {
            if (word.startsWith(spelling[0], at)) {
                appendOnce(sound, spelling[1]);
                return at + spelling[0].length();
            }
        }
        char letter = word.charAt(at);
        int known = LETTERS.indexOf(letter);
        appendOnce(sound, String.valueOf(known < 0 ? letter : SOUNDS.charAt(known)));
        return at + 1;
    }

    /** Appends letters without doubling the last one. */
    private static void appendOnce(StringBuilder sound, String letters) {
        if (sound.isEmpty() || sound.charAt(sound.length() - 1) != letters.charAt(0)) {
            sound.append(letters);
        } else {
            sound.append(letters, 1, letters.length());
        }
    }
}
