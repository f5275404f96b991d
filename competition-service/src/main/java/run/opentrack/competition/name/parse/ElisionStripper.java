package run.opentrack.competition.name.parse;

import java.util.List;

/** Strips elided French and Italian articles: "d'athlétisme", "dell'Adda". Keys have no apostrophe. */
final class ElisionStripper {
    private static final List<String> ARTICLES = List.of("dell", "nell", "dall", "sull", "all", "qu", "d", "l");

    private ElisionStripper() {}

    /** Meanings of the word without its article, null when unknown. */
    static List<Meaning> lookup(String word) {
        for (String article : ARTICLES) {
            int length = article.length();
            if (word.length() > length + 2 && word.startsWith(article) && "aeiouh".indexOf(word.charAt(length)) >= 0) {
                List<Meaning> meanings = Lexicon.lookup(word.substring(length));
                if (meanings != null) {
                    return meanings;
                }
            }
        }
        return null;
    }
}
