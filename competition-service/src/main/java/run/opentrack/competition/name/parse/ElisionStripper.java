package run.opentrack.competition.name.parse;

import java.util.List;

/** French and Italian articles that lean on the next word: "d'athlétisme", "dell'Adda". The key has no apostrophe. */
final class ElisionStripper {
    private static final List<String> ARTICLES = List.of("dell", "nell", "dall", "sull", "all", "qu", "d", "l");

    private ElisionStripper() {}

    /** What the word means without its article, or null when that is unknown too. */
    static List<Meaning> lookup(String word) {
        for (String article : ARTICLES) {
            int length = article.length();
            if (word.length() > length + 2 && word.startsWith(article) && "aeiouh".indexOf(word.charAt(length)) >= 0) {
                List<Meaning> senses = Lexicon.lookup(word.substring(length));
                if (senses != null) {
                    return senses;
                }
            }
        }
        return null;
    }
}
