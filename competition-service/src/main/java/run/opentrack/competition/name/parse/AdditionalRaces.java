package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Races that a name adds to its main one: "Marathon & 10 km", "Maraton ja poolmaraton". They are no discriminators, as
 * other names of the competition leave them out.
 */
final class AdditionalRaces {
    private static final Set<String> CONJUNCTIONS = Set.of(
            "and", "und", "et", "y", "e", "ja", "un", "ir", "i", "a", "es", "si", "en", "og", "och", "oraz", "ta", "ve",
            "u", "kai", "mit", "met", "with", "con", "com", "avec", "plus");

    private static final Set<String> MINOR_RACES = Set.of("mini", "kids", "side");

    private static final double MARATHON = 42.195;
    private static final double MILE = 1.609;

    private AdditionalRaces() {}

    /** Tokens without the additional races, if the longest race is the first one. */
    static List<Token> remove(List<Token> tokens) {
        List<Token> remaining = new ArrayList<>(tokens);
        double main = 0;
        for (int at = 0; at < remaining.size(); at++) {
            String measured = NumberTokenParser.measuredDistance(remaining, at);
            double kilometres = kilometres(measured == null ? remaining.get(at).value(TokenType.DISTANCE) : measured);
            int conjunction = conjunctionBefore(remaining, at);
            boolean shorter = kilometres > 0 && kilometres < main;
            if (conjunction > 0 && (shorter || isMinorRace(remaining.get(at), main > 0))) {
                remaining.subList(conjunction, at + (measured == null ? 1 : 2)).clear();
                at = conjunction - 1;
            } else if (kilometres > main) {
                main = kilometres;
            }
        }
        return remaining;
    }

    /** Index of the conjunction before a race, with words between as in "i bieg na 5 km"; 0 without one. */
    private static int conjunctionBefore(List<Token> tokens, int at) {
        int before = at - 1;
        while (before > 0 && !CONJUNCTIONS.contains(tokens.get(before).text()) && isFiller(tokens.get(before))) {
            before--;
        }
        return before > 0 && CONJUNCTIONS.contains(tokens.get(before).text()) ? before : 0;
    }

    private static boolean isFiller(Token token) {
        return token.hasType(TokenType.STOP_WORD)
                || token.meanings().stream().anyMatch(meaning -> meaning.value().equals("race"));
    }

    static boolean isRoadDistance(String distance) {
        return distance.endsWith("km") || distance.endsWith("marathon") || distance.endsWith("miles");
    }

    private static boolean isMinorRace(Token token, boolean besideDistance) {
        return token.meanings().stream()
                .map(Token.Meaning::value)
                .anyMatch(value -> MINOR_RACES.contains(value) || besideDistance && value.equals("relays"));
    }

    /** Kilometres of a road distance in canonical notation ("10 km", "half marathon"), 0 when unknown or null. */
    private static double kilometres(String distance) {
        if (distance == null) {
            return 0;
        }
        if (distance.endsWith("marathon")) {
            return distance.equals("marathon") ? MARATHON : distance.equals("half marathon") ? MARATHON / 2 : 1;
        }
        int blank = distance.indexOf(' ');
        if (!isRoadDistance(distance)
                || blank < 1
                || !distance.substring(0, blank).matches("[0-9]{1,6}")) {
            return 0;
        }
        int number = Integer.parseInt(distance.substring(0, blank));
        return distance.endsWith("miles") ? number * MILE : number;
    }
}
