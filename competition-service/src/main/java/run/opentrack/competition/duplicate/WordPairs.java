package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.reading.Inflection;
import run.opentrack.competition.reading.Typos;
import run.opentrack.competition.reading.Word;
import run.opentrack.competition.reading.Word.Role;

/**
 * Which words two names share: the same, inflected, mistyped, written together or as initials.
 *
 * @param both the shared ones
 */
record WordPairs(List<Word> both, List<Word> leftAlone, List<Word> rightAlone) {
    private static final int SHORTEST_INITIALS = 3;
    private static final int LONG = 8;
    private static final int SHORTEST_BEGINNING = 4;
    private static final int LEAST_LEFT_OUT = 3;

    static WordPairs of(List<Word> left, List<Word> right, Set<String> places) {
        List<Word> leftAlone = placed(left, places);
        List<Word> rightAlone = placed(right, places);
        List<Word> both = new ArrayList<>();
        pair(leftAlone, rightAlone, both, true);
        pair(leftAlone, rightAlone, both, false);
        join(leftAlone, rightAlone, both);
        join(rightAlone, leftAlone, both);
        initials(leftAlone, right, rightAlone, both);
        initials(rightAlone, left, leftAlone, both);
        leftAlone.removeIf(word -> word.role() == Role.SPONSOR);
        rightAlone.removeIf(word -> word.role() == Role.SPONSOR);
        return new WordPairs(both, leftAlone, rightAlone);
    }

    double shared() {
        return alone(both);
    }

    int sharedWords() {
        return both.size();
    }

    double sharedAs(Role role) {
        return aloneAs(both, role);
    }

    double alone(List<Word> words) {
        double sum = 0;
        for (Word word : words) {
            sum += word.weight();
        }
        return sum;
    }

    double aloneAs(List<Word> words, Role role) {
        double sum = 0;
        for (Word word : words) {
            sum += word.role() == role ? word.weight() : 0;
        }
        return sum;
    }

    /** A rare word that is the name of the competition's city is a city. */
    private static List<Word> placed(List<Word> words, Set<String> places) {
        List<Word> placed = new ArrayList<>(words.size());
        for (Word word : words) {
            boolean city = word.role() == Role.RARE
                    && places.stream()
                            .anyMatch(place -> place.equals(word.text()) || Inflection.same(place, word.text()));
            placed.add(city ? word.asCity() : word);
        }
        return placed;
    }

    private static void pair(List<Word> left, List<Word> right, List<Word> both, boolean exactly) {
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                Word a = left.get(i);
                Word b = right.get(j);
                if (exactly ? a.text().equals(b.text()) : meet(a, b)) {
                    both.add(a.weight() <= b.weight() ? a : b);
                    left.remove(i--);
                    right.remove(j);
                    break;
                }
            }
        }
    }

    private static boolean meet(Word a, Word b) {
        if (isOfMany(a) || isOfMany(b)) {
            return false;
        }
        return near(a.text(), b.text())
                || near(a.sound(), b.sound())
                || isInitial(a, b)
                || isInitial(b, a)
                || isShortened(a, b)
                || isShortened(b, a);
    }

    private static boolean isOfMany(Word word) {
        return word.role() == Role.GENERIC || word.role() == Role.COUNTRY;
    }

    private static boolean near(String a, String b) {
        return isTypo(a, b) || Inflection.same(a, b) || hasMovingVowel(a, b);
    }

    /** A typo seldom is in the first letter: "Essex" is not "Wessex". */
    private static boolean isTypo(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int allowed = Typos.allowed(shorter);
        return allowed > 0
                && (shorter >= LONG || a.charAt(0) == b.charAt(0))
                && Typos.between(a, b, allowed) <= allowed;
    }

    /** "Daněk", "Daňka": in Slavic names a vowel moves with the case. */
    private static boolean hasMovingVowel(String a, String b) {
        return Math.abs(a.length() - b.length()) <= 1
                && a.regionMatches(0, b, 0, 3)
                && consonants(a).equals(consonants(b));
    }

    private static String consonants(String word) {
        StringBuilder consonants = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            if ("aeiouy".indexOf(word.charAt(i)) < 0) {
                consonants.append(word.charAt(i));
            }
        }
        return consonants.length() < 3 ? word : consonants.toString();
    }

    /** "J. Kusociński", "Janusz Kusociński". */
    private static boolean isInitial(Word initial, Word name) {
        return initial.text().length() == 1
                && name.role() == Role.RARE
                && name.text().length() > 1
                && name.text().startsWith(initial.text());
    }

    /** "Prom", "Promenade". */
    private static boolean isShortened(Word beginning, Word whole) {
        return beginning.text().length() >= SHORTEST_BEGINNING
                && beginning.role() == Role.RARE
                && whole.role() == Role.RARE
                && whole.text().length() >= beginning.text().length() + LEAST_LEFT_OUT
                && whole.text().startsWith(beginning.text());
    }

    /** "Citylauf", "City Lauf": two neighbours on one side are one word on the other. */
    private static void join(List<Word> apart, List<Word> together, List<Word> both) {
        for (int i = 0; i + 1 < apart.size(); i++) {
            String joined = apart.get(i).text() + apart.get(i + 1).text();
            for (int j = 0; j < together.size(); j++) {
                if (together.get(j).text().equals(joined)) {
                    both.add(together.remove(j));
                    apart.remove(i + 1);
                    apart.remove(i);
                    i = Math.max(-1, i - 2);
                    break;
                }
            }
        }
    }

    /** "MAAA" stands for the "Malta Amateur Athletic Association". */
    private static void initials(List<Word> short_, List<Word> all, List<Word> alone, List<Word> both) {
        StringBuilder letters = new StringBuilder();
        all.forEach(word -> letters.append(word.text().charAt(0)));
        for (int i = 0; i < short_.size(); i++) {
            String text = short_.get(i).text();
            int from = text.length() < SHORTEST_INITIALS ? -1 : letters.indexOf(text);
            if (from >= 0 && short_.get(i).role() == Role.RARE) {
                List<Word> meant = all.subList(from, from + text.length());
                alone.removeIf(
                        word -> meant.stream().anyMatch(other -> other.text().equals(word.text())));
                both.add(short_.remove(i--));
            }
        }
    }
}
