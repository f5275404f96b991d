package run.opentrack.competition.name.parse;

import java.util.Set;

/** Normalises distances to one notation: "5000m" on the track, "5 km" on the road. */
final class DistanceNormalizer {
    /** Track distances that names give without a unit: "an 800 meeting". */
    private static final Set<Integer> TRACK_METRES = Set.of(200, 300, 400, 600, 800, 1000, 1500, 3000, 5000, 10_000);

    private DistanceNormalizer() {}

    static String normalize(String count, String measure) {
        String number = count.replaceFirst("^0+(?=.)", "");
        return switch (measure) {
            case "m" -> number + "m";
            case "km" -> kilometres(number);
            default -> number + ' ' + (number.equals("1") ? measure.substring(0, measure.length() - 1) : measure);
        };
    }

    static boolean isTrackDistance(int number) {
        return TRACK_METRES.contains(number);
    }

    private static String kilometres(String number) {
        return switch (number) {
            case "21" -> "half marathon";
            case "42" -> "marathon";
            default -> number + " km";
        };
    }
}
