package run.opentrack.competition.duplicate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.CityNames;

/**
 * Location rules: two different cities, or two positions more than 50 km apart, exclude a match. A shared venue, or two
 * positions within 2 km, are one location whatever the cities are called.
 */
final class LocationRules {
    private static final double MAX_DISTANCE_KM = 50;
    private static final double MAX_DISTANCE_OF_ONE_LOCATION_KM = 2;
    private static final double EARTH_RADIUS_KM = 6_371;

    private LocationRules() {}

    static boolean contradict(MatchFeatures a, MatchFeatures b) {
        double distanceKm = distanceKm(a, b);
        if (isSameLocation(a, b, distanceKm)) {
            return false;
        }
        boolean bothKnown = !a.city().isEmpty() && !b.city().isEmpty();
        return bothKnown && !isSameCity(a, b) || distanceKm > MAX_DISTANCE_KM;
    }

    /** Tests for names of one city in the country of either competition. */
    private static boolean isSameCity(MatchFeatures a, MatchFeatures b) {
        return CityNames.isSameCity(a.city(), b.city(), a.countryId())
                || !a.countryId().equals(b.countryId()) && CityNames.isSameCity(a.city(), b.city(), b.countryId());
    }

    /** Tests whether a pair that does not contradict is known to be in one city or at one location. */
    static boolean isOneLocation(MatchFeatures a, MatchFeatures b) {
        return !a.city().isEmpty() && !b.city().isEmpty() || isSameLocation(a, b);
    }

    /** Tests for a city on one side only, which may be another one than that of the other side. */
    static boolean isCityMissing(MatchFeatures a, MatchFeatures b) {
        return a.city().isEmpty() != b.city().isEmpty() && !isSameLocation(a, b);
    }

    /** Tests for one venue, or positions within 2 km. */
    static boolean isSameLocation(MatchFeatures a, MatchFeatures b) {
        return isSameLocation(a, b, distanceKm(a, b));
    }

    private static boolean isSameLocation(MatchFeatures a, MatchFeatures b, double distanceKm) {
        return IdentifierRules.sameVenue(a, b) || distanceKm <= MAX_DISTANCE_OF_ONE_LOCATION_KM;
    }

    /** Adds the common location, if one is known, to the reasons of a match. */
    static void addReason(MatchFeatures a, MatchFeatures b, List<String> reasons) {
        if (distanceKm(a, b) <= MAX_DISTANCE_OF_ONE_LOCATION_KM) {
            reasons.add("positions within 2 km");
        } else if (isCityMissing(a, b)) {
            reasons.add("city missing in one of them");
        } else if (!a.city().isEmpty() && isSameCity(a, b)) {
            reasons.add("same city");
        }
    }

    /** Words of both cities. */
    static Set<String> cityWords(MatchFeatures a, MatchFeatures b) {
        Set<String> words = new HashSet<>(Arrays.asList(a.city().split(" ")));
        words.addAll(Arrays.asList(b.city().split(" ")));
        words.remove("");
        return words;
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
