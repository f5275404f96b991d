package run.opentrack.competition.name.parse;

/**
 * Phonetic key across transcriptions: Hanžeković and Hanzhekovich, or Kharkiv and Harkiw, have equal keys, as each
 * language spells the letters of another.
 */
final class PhoneticKey {
    private static final String[][] SPELLINGS = {
        {"shch", "s"}, {"sch", "s"}, {"sht", "st"}, {"tch", "c"}, {"sh", "s"}, {"sz", "s"}, {"zh", "z"}, {"rz", "z"},
        {"kh", "h"}, {"ch", "c"}, {"cz", "c"}, {"ts", "c"}, {"tz", "c"}, {"ks", "x"}, {"ph", "f"}, {"th", "t"},
        {"gh", "g"}, {"ck", "k"}, {"ou", "u"}, {"oy", "u"}, {"yu", "iu"}, {"ya", "ia"}, {"dj", "d"}, {"qu", "kv"},
        {"y", "i"}, {"j", "i"}, {"w", "v"}, {"q", "k"}
    };

    private PhoneticKey() {}

    static String encode(String word) {
        StringBuilder key = new StringBuilder(word.length());
        for (int at = 0; at < word.length(); ) {
            at += append(key, word, at);
        }
        return key.toString();
    }

    /** Appends the sound of the spelling at an index and returns the length of the spelling. */
    private static int append(StringBuilder key, String word, int at) {
        for (String[] spelling : SPELLINGS) {
            if (word.startsWith(spelling[0], at)) {
                appendOnce(key, spelling[1]);
                return spelling[0].length();
            }
        }
        appendOnce(key, word.substring(at, at + 1));
        return 1;
    }

    /** Appends letters without doubling the last one. */
    private static void appendOnce(StringBuilder key, String letters) {
        if (key.isEmpty() || key.charAt(key.length() - 1) != letters.charAt(0)) {
            key.append(letters);
        } else {
            key.append(letters, 1, letters.length());
        }
    }
}
