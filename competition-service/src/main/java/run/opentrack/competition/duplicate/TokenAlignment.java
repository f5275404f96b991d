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
    private static final int MIN_KNOWN_WORD = 3;
    private static final int MIN_WORD_BESIDE_ANOTHER = 4;
    private static final int TRANSPOSED_LENGTH = 4;
    private static final int MIN_PREFIX_LENGTH = 4;
    private static final int MIN_TRUNCATED_LETTERS = 3;

    static TokenAlignment align(List<NameWord> left, List<NameWord> right, Set<String> cityWords) {
        List<NameWord> unmatchedLeft = markCities(left, cityWords);
        List<NameWord> unmatchedRight = markCities(right, cityWords);
        List<NameWord> matched = new ArrayList<>();
        matchPairs(unmatchedLeft, unmatchedRight, matched, true);
        matchPairs(unmatchedLeft, unmatchedRight, matched, false);
        matchJoined(unmatchedLeft, unmatchedRight, matched);
        matchJoined(unmatchedRight, unmatchedLeft, matched);
        matchInitials(unmatchedLeft, right, unmatchedRight, matched);
        matchInitials(unmatchedRight, left, unmatchedLeft, matched);
        matchLastTypo(unmatchedLeft, unmatchedRight, matched);
        unmatchedLeft.removeIf(word -> word.role() == Role.SPONSOR);
        unmatchedRight.removeIf(word -> word.role() == Role.SPONSOR);
        return new TokenAlignment(matched, unmatchedLeft, unmatchedRight);
    }

    static double weight(List<NameWord> words) {
        double sum = 0;
        for (NameWord word : words) {
            sum += word.weight();
        }
        return sum;
    }

    static double weight(List<NameWord> words, Role role) {
        double sum = 0;
        for (NameWord word : words) {
            sum += word.role() == role ? word.weight() : 0;
        }
        return sum;
    }

    /** Copies the tokens, with rare words that name the competition's city turned into city tokens. */
    private static List<NameWord> markCities(List<NameWord> words, Set<String> cityWords) {
        List<NameWord> marked = new ArrayList<>(words.size());
        boolean citySeen = false;
        for (NameWord word : words) {
            boolean city = word.role() == Role.RARE
                    && cityWords.stream()
                            .anyMatch(cityWord -> cityWord.equals(word.text())
                                    || InflectionMatcher.isSameWord(cityWord, word.text()));
            citySeen |= city;
            marked.add(city ? word.asCity() : citySeen ? word.asFollowing() : word);
        }
        return marked;
    }

    private static void matchPairs(List<NameWord> left, List<NameWord> right, List<NameWord> matched, boolean exact) {
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                NameWord a = left.get(i);
                NameWord b = right.get(j);
                if (exact ? a.text().equals(b.text()) : isFuzzyMatch(a, b)) {
                    matched.add(lighter(a, b));
                    left.remove(i--);
                    right.remove(j);
                    break;
                }
            }
        }
    }

    private static NameWord lighter(NameWord a, NameWord b) {
        return a.weight() <= b.weight() ? a : b;
    }

    private static boolean isFuzzyMatch(NameWord a, NameWord b) {
        if (isMisspelling(a, b)) {
            return true;
        }
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

    /** Tests for a typo in a known word that is too short to be corrected without the other name: "Ooen", "Open". */
    private static boolean isMisspelling(NameWord a, NameWord b) {
        NameWord unknown = a.known() ? b : a;
        return a.known() != b.known()
                && unknown.role() == Role.RARE
                && isNearlyEqual(a.surface(), b.surface(), MIN_KNOWN_WORD);
    }

    private static boolean isNearlyEqual(String a, String b, int minLength) {
        return Math.min(a.length(), b.length()) >= minLength
                && a.charAt(0) == b.charAt(0)
                && EditDistance.distance(a, b, 1) <= 1;
    }

    /**
     * Matches the last rare word of both names if one letter of it is wrong. Beside another rare word in common, even one of
     * four letters is hardly another name: "José Cano", "José Canno".
     */
    private static void matchLastTypo(List<NameWord> left, List<NameWord> right, List<NameWord> matched) {
        if (left.isEmpty() || right.isEmpty()) {
            return;
        }
        List<NameWord> rareLeft = rare(left);
        List<NameWord> rareRight = rare(right);
        if (rareLeft.size() == 1
                && rareRight.size() == 1
                && weight(matched, Role.RARE) >= 1
                && isNearlyEqual(rareLeft.get(0).surface(), rareRight.get(0).surface(), MIN_WORD_BESIDE_ANOTHER)) {
            matched.add(lighter(rareLeft.get(0), rareRight.get(0)));
            left.removeAll(rareLeft);
            right.removeAll(rareRight);
        }
    }

    private static List<NameWord> rare(List<NameWord> words) {
        return words.stream().filter(word -> word.role() == Role.RARE).toList();
    }

    private static boolean isSimilar(String a, String b) {
        return isTypo(a, b) || InflectionMatcher.isSameWord(a, b) || hasFleetingVowel(a, b);
    }

    private static boolean isTypo(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        int allowed = EditDistance.maxTypos(shorter);
        return isTransposed(a, b)
                || allowed > 0
                        && !EditDistance.isOtherName(shorter, a, b)
                        && (EditDistance.distance(a, b, allowed) <= allowed || EditDistance.isFoldedTypo(a, b));
    }

    /** Tests for two letters of a word of four swapped, which makes another name less often than another letter: "Knet". */
    private static boolean isTransposed(String a, String b) {
        return a.length() == TRANSPOSED_LENGTH
                && b.length() == TRANSPOSED_LENGTH
                && a.charAt(0) == b.charAt(0)
                && a.charAt(1) + a.charAt(2) + a.charAt(3) == b.charAt(1) + b.charAt(2) + b.charAt(3)
                && EditDistance.distance(a, b, 1) <= 1;
    }

    /** Tests for a fleeting vowel of Slavic declension: "Daněk", "Daňka". */
    private static boolean hasFleetingVowel(String a, String b) {
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
    private static void matchJoined(List<NameWord> apart, List<NameWord> together, List<NameWord> matched) {
        for (int i = 0; i + 1 < apart.size(); i++) {
            String joined = apart.get(i).text() + apart.get(i + 1).text();
            for (int j = 0; j < together.size(); j++) {
                if (together.get(j).text().equals(joined)) {
                    matched.add(together.remove(j));
                    apart.remove(i + 1);
                    apart.remove(i);
                    i = Math.max(-1, i - 2);
                    break;
                }
            }
        }
    }

    /** Matches an acronym with the words it stands for: "TKV", "Tartu Koidula Vikerkaar". */
    private static void matchInitials(
            List<NameWord> acronyms, List<NameWord> all, List<NameWord> unmatched, List<NameWord> matched) {
        StringBuilder letters = new StringBuilder();
        all.forEach(word -> letters.append(word.text().charAt(0)));
        for (int i = 0; i < acronyms.size(); i++) {
            String text = acronyms.get(i).text();
            int from = text.length() < MIN_INITIALS ? -1 : letters.indexOf(text);
            if (from >= 0 && acronyms.get(i).role() == Role.RARE) {
                List<NameWord> spelledOut = all.subList(from, from + text.length());
                unmatched.removeIf(word ->
                        spelledOut.stream().anyMatch(other -> other.text().equals(word.text())));
                matched.add(acronyms.remove(i--));
            }
        }
    }
}
