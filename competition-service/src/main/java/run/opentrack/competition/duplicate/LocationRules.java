package run.opentrack.competition.duplicate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.EditDistance;
import run.opentrack.competition.name.parse.InflectionMatcher;
import run.opentrack.competition.name.parse.Lexicon;

/** Location rules: two different cities, or two positions more than 50 km apart, exclude a match. */
final class LocationRules {
    private static final double MAX_DISTANCE_KM = 50;
    private static final double EARTH_RADIUS_KM = 6_371;
    private static final int MIN_LENGTH_FOR_TYPO = 7;

    private LocationRules() {}

    static boolean contradict(MatchFeatures a, MatchFeatures b) {
        boolean bothKnown = !a.city().isEmpty() && !b.city().isEmpty();
        return bothKnown && citiesDiffer(a.city(), b.city()) || distanceKm(a, b) > MAX_DISTANCE_KM;
    }

    /** Words of both cities. */
    static Set<String> cityWords(MatchFeatures a, MatchFeatures b) {
        Set<String> words = new HashSet<>(Arrays.asList(a.city().split(" ")));
        words.addAll(Arrays.asList(b.city().split(" ")));
        words.remove("");
        return words;
    }

    /** Compares cities, tolerating a district, a region, an inflection or a typo on one side. */
    private static boolean citiesDiffer(String a, String b) {
        String cityOfA = Lexicon.canonicalCity(a);
        String cityOfB = Lexicon.canonicalCity(b);
        if (cityOfA.equals(cityOfB)) {
            return false;
        }
        List<String> wordsOfA = Arrays.asList(cityOfA.split(" "));
        List<String> wordsOfB = Arrays.asList(cityOfB.split(" "));
        if (wordsOfA.containsAll(wordsOfB) || wordsOfB.containsAll(wordsOfA)) {
            return false;
        }
        boolean typo = Math.min(a.length(), b.length()) >= MIN_LENGTH_FOR_TYPO && EditDistance.distance(a, b, 1) <= 1;
        return !typo && !InflectionMatcher.isSameWord(cityOfA, cityOfB);
    }

    /** Great-circle distance (haversine); NaN without both positions. */
    static double distanceKm(MatchFeatures a, MatchFeatures b) {
        if (a.latitude() == null || a.longitude() == null || b.latitude() == null || b.longitude() == null) {
            return Double.NaN;
        }
        double latitudeA = Math.toRadians(a.latitude());
        double latitudeB = Math.toRadians(b.latitude());
        double byLatitude = Math.sin((latitudeB - latitudeA) / 2);
        double byLongitude = Math.sin(Math.toRadians(b.longitude() - a.longitude()) / 2);
        double h = byLatitude * byLatitude + Math.cos(latitudeA) * Math.cos(latitudeB) * byLongitude * byLongitude;
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
    }
}
