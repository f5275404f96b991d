package run.opentrack.competition.duplicate;

import run.opentrack.competition.name.NameKey;

/** Where a competition is: two cities, or two positions far apart, are two competitions. */
final class Place {
    private static final double FAR_KM = 50;
    private static final double EARTH_RADIUS_KM = 6_371;

    private Place() {}

    static boolean differs(Traits a, Traits b) {
        boolean cities = !a.city().isEmpty() && !b.city().isEmpty();
        return cities && !NameKey.of(a.city()).equals(NameKey.of(b.city())) || distanceKm(a, b) > FAR_KM;
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
