package run.opentrack.competition.duplicate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.name.parse.CityNames;

/**
 * Locations of a pair of competitions. In one country, two different cities, or two positions more than 50 km apart,
 * exclude a match. A shared venue, or two positions within 2 km, are one location whatever the cities are called.
 *
 * @param distanceKm NaN without both positions
 */
record PairLocation(MatchFeatures a, MatchFeatures b, double distanceKm) {
    private static final double MAX_DISTANCE_KM = 50;
    private static final double MAX_DISTANCE_OF_ONE_LOCATION_KM = 2;
    /** Maximum distance of one event on the calendars of two countries. */
    static final double MAX_CROSS_BORDER_DISTANCE_KM = 30;

    private static final double EARTH_RADIUS_KM = 6_371;

    static PairLocation of(MatchFeatures a, MatchFeatures b) {
        return new PairLocation(a, b, distanceKm(a, b));
    }

    boolean isContradictory() {
        return !isSame() && (areCitiesKnown() && !isSameCity() || distanceKm > MAX_DISTANCE_KM);
    }

    private boolean areCitiesKnown() {
        return !a.city().isEmpty() && !b.city().isEmpty();
    }

    private boolean isSameCity() {
        return !isInTwoCountries() && CityNames.isSameCity(a.city(), b.city(), a.countryId());
    }

    /** Tests whether a pair that is not contradictory is known to be in one city or at one location. */
    boolean isInOneCity() {
        return isSame() || areCitiesKnown() && !isInTwoCountries();
    }

    /** Tests for a city on one side only, which may be another one than that of the other side. */
    boolean isCityMissing() {
        return a.city().isEmpty() != b.city().isEmpty() && !isSame();
    }

    /** Tests for one venue, or positions within 2 km. */
    boolean isSame() {
        return IdentifierRules.sameVenue(a, b) || distanceKm <= MAX_DISTANCE_OF_ONE_LOCATION_KM;
    }

    boolean isInTwoCountries() {
        return !a.countryId().equals(b.countryId());
    }

    /** Tests for positions that are near each other, if they are in two countries. */
    boolean isNearBorder() {
        return distanceKm <= MAX_CROSS_BORDER_DISTANCE_KM;
    }

    /** Adds the common location, if one is known, to the reasons of a match. */
    void addReason(List<String> reasons) {
        if (distanceKm <= MAX_DISTANCE_OF_ONE_LOCATION_KM) {
            reasons.add("positions within 2 km");
        } else if (isNearBorder() && isInTwoCountries()) {
            reasons.add("positions within 30 km");
        } else if (isCityMissing()) {
            reasons.add("city missing in one of them");
        } else if (!a.city().isEmpty() && isSameCity()) {
            reasons.add("same city");
        }
        if (isInTwoCountries()) {
            reasons.add("in two countries");
        }
    }

    /** Words of both cities. */
    Set<String> cityWords() {
        Set<String> words = new HashSet<>(Arrays.asList(a.city().split(" ")));
        words.addAll(Arrays.asList(b.city().split(" ")));
        words.remove("");
        return words;
    }

    /** Great-circle distance (haversine). */
    private static double distanceKm(MatchFeatures a, MatchFeatures b) {
        if (!a.hasPosition() || !b.hasPosition()) {
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
