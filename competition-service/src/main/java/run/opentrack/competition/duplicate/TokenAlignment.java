package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.EditDistance;
import run.opentrack.competition.name.parse.InflectionMatcher;
import run.opentrack.competition.name.parse.NameWord;
import run.opentrack.competition.name.parse.NameWord.Role;

/**
 * Token alignment of two names: equal, inflected, misspelled, joined or abbreviated words are matched, the rest stays
 * unmatched.
 *
 * @param matched one token of each matched pair, the one with less weight
 */
record TokenAlignment(List<NameWord> matched, List<NameWord> unmatchedLeft, List<NameWord> unmatchedRight) {
    private static final int MIN_INITIALS = 3;
    private static final int MIN_LENGTH_FOR_FIRST_LETTER_TYPO = 8;
    private static final int MIN_PREFIX_LENGTH = 4;
    private static final int MIN_TRUNCATED_LETTERS = 3;

    static TokenAlignment align(List<NameWord> left, List<NameWord> right, Set<String> places) {
        List<NameWord> leftAlone = markCities(left, places);
        List<NameWord> rightAlone = markCities(right, places);
        List<NameWord> both = new ArrayList<>();
        matchPairs(leftAlone, rightAlone, both, true);
        matchPairs(leftAlone, rightAlone, both, false);
        matchJoined(leftAlone, rightAlone, both);
        matchJoined(rightAlone, leftAlone, both);
        matchInitials(leftAlone, right, rightAlone, both);
        matchInitials(rightAlone, left, leftAlone, both);
        leftAlone.removeIf(word -> word.role() == Role.SPONSOR);
        rightAlone.removeIf(word -> word.role() == Role.SPONSOR);
        return new TokenAlignment(both, leftAlone, rightAlone);
    }

    double matchedWeight() {
        return weight(matched);
    }

    int matchedCount() {
        return matched.size();
    }

    double matchedWeight(Role role) {
        return weight(matched, role);
    }

    double weight(List<NameWord> words) {
        double sum = 0;
        for (NameWord word : words) {
            sum += word.weight();
        }
        return sum;
    }

    double weight(List<NameWord> words, Role role) {
        double sum = 0;
        for (NameWord word : words) {
            sum += word.role() == role ? word.weight() : 0;
        }
        return sum;
    }

    /** Copies the tokens, with rare words that name the competition's city turned into city tokens. */
    private static List<NameWord> markCities(List<NameWord> words, Set<String> places) {
        List<NameWord> placed = new ArrayList<>(words.size());
        for (NameWord word : words) {
            boolean city = word.role() == Role.RARE
                    && places.stream()
                            .anyMatch(place ->
                                    place.equals(word.text()) || InflectionMatcher.isSameWord(place, word.text()));
            placed.add(city ? word.asCity() : word);
        }
        return placed;
    }

    private static void matchPairs(List<NameWord> left, List<NameWord> right, List<NameWord> both, boolean exactly) {
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                NameWord a = left.get(i);
                NameWord b = right.get(j);
                if (exactly ? a.text().equals(b.text()) : isFuzzyMatch(a, b)) {
                    both.add(a.weight() <= b.weight() ? a : b);
                    left.remove(i--);
                    right.remove(j);
                    break;
                }
            }
        }
    }

    private static boolean isFuzzyMatch(NameWord a, NameWord b) {
        if (isCommonWord(a) || isCommonWord(b)) {
            return false;
        }
        return isSimilar(a.text(), b.text())
                || isSimilar(a.phoneticKey(), b.phoneticKey())
                || isInitial(a, b)
                || isInitial(b, a)
                || isTruncated(a, b)
                || isTruncated(b, a);
    }

    private static boolean isCommonWord(NameWord word) {
        return word.role() == Role.GENERIC || word.role() == Role.COUNTRY;
    }

    private static boolean isSimilar(String a, String b) {
        return isTypo(a, b) || InflectionMatcher.isSameWord(a, b) || hasMovingVowel(a, b);
    }

    /** Tests for a typo. In words shorter than eight letters the first letter must agree: "Essex" is not "Wessex". */
    private static boolean isTypo(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int allowed = EditDistance.maxTypos(shorter);
        return allowed > 0
                && (shorter >= MIN_LENGTH_FOR_FIRST_LETTER_TYPO || a.charAt(0) == b.charAt(0))
                && EditDistance.distance(a, b, allowed) <= allowed;
    }

    /** Tests for a fleeting vowel of Slavic declension: "Daněk", "Daňka". */
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

    /** Tests for a first name's initial: "J. Kusociński", "Janusz Kusociński". */
    private static boolean isInitial(NameWord initial, NameWord name) {
        return initial.text().length() == 1
                && name.role() == Role.RARE
                && name.text().length() > 1
                && name.text().startsWith(initial.text());
    }

    /** Tests for a truncated word: "Prom", "Promenade". */
    private static boolean isTruncated(NameWord beginning, NameWord whole) {
        return beginning.text().length() >= MIN_PREFIX_LENGTH
                && beginning.role() == Role.RARE
                && whole.role() == Role.RARE
                && whole.text().length() >= beginning.text().length() + MIN_TRUNCATED_LETTERS
                && whole.text().startsWith(beginning.text());
    }

    /** Matches two adjacent tokens with their compound on the other side: "Citylauf", "City Lauf". */
    private static void matchJoined(List<NameWord> apart, List<NameWord> together, List<NameWord> both) {
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

    /** Matches an acronym with the words it stands for: "MAAA", "Malta Amateur Athletic Association". */
    private static void matchInitials(
            List<NameWord> short_, List<NameWord> all, List<NameWord> alone, List<NameWord> both) {
        StringBuilder letters = new StringBuilder();
        all.forEach(word -> letters.append(word.text().charAt(0)));
        for (int i = 0; i < short_.size(); i++) {
            String text = short_.get(i).text();
            int from = text.length() < MIN_INITIALS ? -1 : letters.indexOf(text);
            if (from >= 0 && short_.get(i).role() == Role.RARE) {
                List<NameWord> meant = all.subList(from, from + text.length());
                alone.removeIf(
                        word -> meant.stream().anyMatch(other -> other.text().equals(word.text())));
                both.add(short_.remove(i--));
            }
        }
    }
}
