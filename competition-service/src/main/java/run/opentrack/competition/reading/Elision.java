package run.opentrack.competition.reading;

import java.util.List;

/** French and Italian articles that lean on the next word: "d'athlétisme", "dell'Adda". The key has no apostrophe. */
final class Elision {
    private static final List<String> ARTICLES = List.of("dell", "nell", "dall", "sull", "all", "qu", "d", "l");

    private Elision() {}

    /** What the word means without its article, or null when that is unknown too. */
    static List<Sense> senses(String word) {
        for (String article : ARTICLES) {
            int length = article.length();
            if (word.length() > length + 2 && word.startsWith(article) && "aeiouh".indexOf(word.charAt(length)) >= 0) {
                List<Sense> senses = Vocabulary.senses(word.substring(length));
                if (senses != null) {
                    return senses;
                }
            }
        }
        return null;
    }
}
