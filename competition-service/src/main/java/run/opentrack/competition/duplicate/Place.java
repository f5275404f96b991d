package run.opentrack.competition.duplicate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.reading.CityNames;
import run.opentrack.competition.reading.Inflection;
import run.opentrack.competition.reading.Typos;

/** Where a competition is: two cities, or two positions far apart, are two competitions. */
final class Place {
    private static final double FAR_KM = 50;
    private static final double EARTH_RADIUS_KM = 6_371;
    private static final int LONG_NAME = 7;

    private Place() {}

    static boolean differs(Traits a, Traits b) {
        boolean cities = !a.city().isEmpty() && !b.city().isEmpty();
        return cities && citiesDiffer(a.city(), b.city()) || distanceKm(a, b) > FAR_KM;
    }

    /** The words of both cities. */
    static Set<String> words(Traits a, Traits b) {
        Set<String> words = new HashSet<>(Arrays.asList(a.city().split(" ")));
        words.addAll(Arrays.asList(b.city().split(" ")));
        words.remove("");
        return words;
    }

    /** Not when one is the other with a district, a region, an ending or a typo. */
    private static boolean citiesDiffer(String a, String b) {
        String cityOfA = CityNames.common(a);
        String cityOfB = CityNames.common(b);
        if (cityOfA.equals(cityOfB)) {
            return false;
        }
        List<String> wordsOfA = Arrays.asList(cityOfA.split(" "));
        List<String> wordsOfB = Arrays.asList(cityOfB.split(" "));
        if (wordsOfA.containsAll(wordsOfB) || wordsOfB.containsAll(wordsOfA)) {
            return false;
        }
        boolean typo = Math.min(a.length(), b.length()) >= LONG_NAME && Typos.between(a, b, 1) <= 1;
        return !typo && !Inflection.same(cityOfA, cityOfB);
    }

    /** Along the surface (haversine), or NaN when a position is unknown. */
    static double distanceKm(Traits a, Traits b) {
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
