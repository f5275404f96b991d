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
            int length = raceTokens(remaining, at);
            double kilometres = length == 0 ? 0 : kilometres(distance(remaining, at));
            int conjunction = conjunctionBefore(remaining, at);
            boolean shorter = kilometres > 0 && kilometres < main;
            if (conjunction > 0 && (shorter || isMinorRace(remaining.get(at), main > 0))) {
                remaining.subList(conjunction, at + Math.max(1, length)).clear();
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

    /** Number of tokens of a distance at an index: "10km", "10 km", "half marathon". */
    private static int raceTokens(List<Token> tokens, int at) {
        if (tokens.get(at).hasType(TokenType.DISTANCE)) {
            return 1;
        }
        boolean measured = tokens.get(at).isNumber()
                && at + 1 < tokens.size()
                && tokens.get(at + 1).hasType(TokenType.MEASURE);
        return measured ? 2 : 0;
    }

    private static String distance(List<Token> tokens, int at) {
        TokenType type = tokens.get(at).isNumber() ? TokenType.MEASURE : TokenType.DISTANCE;
        String value = tokens.get(tokens.get(at).isNumber() ? at + 1 : at).meanings().stream()
                .filter(meaning -> meaning.type() == type)
                .findFirst()
                .orElseThrow()
                .value();
        return type == TokenType.MEASURE
                ? NumberTokenParser.normalizeDistance("" + tokens.get(at).number(), value)
                : value;
    }

    private static boolean isMinorRace(Token token, boolean besideDistance) {
        return token.meanings().stream()
                .map(Token.Meaning::value)
                .anyMatch(value -> MINOR_RACES.contains(value) || besideDistance && value.equals("relays"));
    }

    /** Kilometres of a road distance in canonical notation ("10 km", "half marathon"), 0 when unknown. */
    private static double kilometres(String distance) {
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
