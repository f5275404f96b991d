package run.opentrack.competition.name.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removal of races that a name adds to its main one: "Marathon and 10 km", "Maraton ja poolmaraton". They do not
 * distinguish competitions, as other names of the competition leave them out.
 */
final class AdditionalRaces {
    /** Conjunctions and prepositions. Normalisation has removed signs such as "&" and "+". */
    private static final Set<String> CONNECTING_WORDS = Set.of(
            ("and und et y e ja un ir i a es si en og och oraz ta ve u kai mit met with con com avec plus in inc incl"
                            + " inkl including incorporating med samt sowie ning seka bei ter te ile eta dhe z s so su sa cu amb me koos"
                            + " wraz inklusive inclusief")
                    .split(" "));

    private static final Set<String> MINOR_RACES = Set.of("mini", "kids", "side", "company", "nordic walk");
    /** Meanings of races that are minor in a name with a distance, otherwise the main one. */
    private static final Set<String> MINOR_RACES_BESIDE_DISTANCE = Set.of("relays", "walk");
    /** Words behind a distance that are part of the same race: "2k Fun Run". */
    private static final Set<String> WORDS_BEHIND_DISTANCE = Set.of("mini", "kids", "side", "race", "relays");

    private static final String RACE = "race";
    private static final String CHAMPIONSHIP = "championship";
    /** Words that make those beside them, such as an age group, an event: "Juniors and Youth" is one competition for both. */
    private static final Set<String> EVENT_WORDS = Set.of(RACE, "competition", CHAMPIONSHIP);

    /** Words for an event within which a championship is held. */
    private static final Set<String> MEETING_WORDS =
            Set.of("competition", "cup", "grand prix", "memorial", RACE, "festival");

    private static final double MARATHON = 42.195;
    private static final double MILE = 1.609;

    private AdditionalRaces() {}

    /**
     * Tokens without races behind a connecting word that are minor, or shorter than one before: "Marathon and 10 km". A half
     * marathon that is named in two languages becomes one token.
     */
    static List<Token> withoutMinorOrShorter(List<Token> tokens) {
        List<Token> remaining = new ArrayList<>(tokens);
        double longest = 0;
        for (int at = 0; at < remaining.size(); at++) {
            String measured = NumberTokenParser.measuredDistance(remaining, at);
            if (isHalfBeforeMarathon(remaining, at)) {
                remaining.remove(at + 1);
            }
            double kilometres = kilometres(measured == null ? remaining.get(at).value(TokenType.DISTANCE) : measured);
            int connection = connectionBefore(remaining, at);
            boolean shorter = kilometres > 0 && kilometres < longest;
            if (connection > 0 && (shorter || isMinorRace(remaining.get(at), longest > 0))) {
                remaining
                        .subList(connection, endOfRace(remaining, at + (measured == null ? 1 : 2)))
                        .clear();
                at = connection - 1;
            } else if (kilometres > longest) {
                longest = kilometres;
            }
        }
        return remaining;
    }

    /** Tests for a half marathon with its words in two languages: "half maratón". */
    private static boolean isHalfBeforeMarathon(List<Token> tokens, int at) {
        return at + 1 < tokens.size()
                && "half marathon".equals(tokens.get(at).value(TokenType.DISTANCE))
                && "marathon".equals(tokens.get(at + 1).value(TokenType.DISTANCE));
    }

    /**
     * Tokens without all that a name adds at its end: races over several distances, also if none of them is the main one
     * ("Stadtlauf 5 km und 10 km"), those of another age ("Stadtlauf mit Schülerlauf"), championships within a meeting.
     *
     * @return likeliest first, none if there is nothing to remove
     */
    static Stream<List<Token>> withoutTrailing(List<Token> tokens) {
        return Stream.of(withoutConnected(tokens), withoutListed(tokens), withoutChampionship(tokens))
                .flatMap(variants -> variants);
    }

    private static Stream<List<Token>> withoutConnected(List<Token> tokens) {
        for (int at = 1; at < tokens.size() - 1; at++) {
            List<Token> before = tokens.subList(0, at);
            List<Token> added = tokens.subList(at + 1, tokens.size());
            if (CONNECTING_WORDS.contains(tokens.get(at).text()) && isAdditional(before, added)) {
                return Stream.of(hasDistance(added) ? withoutTrailingNumbers(before) : before);
            }
        }
        return Stream.empty();
    }

    /**
     * Removes races that are listed, at least three, or two with a connecting word: all but the first, as in "Oslo Marathon,
     * Halbmarathon, 10 km", and all, as in "Stadtlauf 5 km, 10 km, 21 km".
     */
    private static Stream<List<Token>> withoutListed(List<Token> tokens) {
        int first = tokens.size();
        int races = 0;
        for (int at = tokens.size() - 1; at > 0 && canBelongToRace(tokens.get(at), true); at--) {
            if (isDistanceOrUnit(tokens.get(at)) || isMinorRace(tokens.get(at), true)) {
                races++;
                first = tokens.get(at).hasType(TokenType.MEASURE)
                                && tokens.get(at - 1).isNumber()
                        ? at - 1
                        : at;
            }
        }
        boolean connected = tokens.subList(first, tokens.size()).stream()
                .anyMatch(token -> CONNECTING_WORDS.contains(token.text()));
        return first == 0 || races < (connected ? 2 : 3)
                ? Stream.empty()
                : Stream.of(first + 1, first).map(end -> withoutTrailingNumbers(tokens.subList(0, end)));
    }

    /** Removes a championship from the end of a meeting's name: "Osterlauf - Hessische Meisterschaften". */
    private static Stream<List<Token>> withoutChampionship(List<Token> tokens) {
        int first = tokens.size();
        while (first > 0 && canBelongToChampionship(tokens.get(first - 1))) {
            first--;
        }
        List<Token> before = tokens.subList(0, first);
        boolean added = tokens.subList(first, tokens.size()).stream().anyMatch(AdditionalRaces::isChampionship);
        return added
                        && before.stream().anyMatch(token -> hasMeaning(token, MEETING_WORDS))
                        && before.stream().noneMatch(AdditionalRaces::isChampionship)
                ? Stream.of(before)
                : Stream.empty();
    }

    private static boolean canBelongToChampionship(Token token) {
        return token.hasFacet()
                || token.hasType(TokenType.STOP_WORD)
                || token.hasType(TokenType.COUNTRY)
                || isChampionship(token);
    }

    private static boolean isAdditional(List<Token> before, List<Token> added) {
        if (before.stream().anyMatch(AdditionalRaces::isChampionship)) {
            return false;
        }
        boolean besideDistance = hasDistance(before);
        boolean distances = hasDistance(added);
        boolean minor = added.stream().anyMatch(token -> isMinorRace(token, besideDistance));
        boolean named = added.stream().anyMatch(token -> hasMeaning(token, EVENT_WORDS));
        boolean otherAge = named && before.stream().noneMatch(token -> token.hasType(TokenType.AGE_GROUP));
        boolean championship = added.stream().anyMatch(AdditionalRaces::isChampionship);
        return (minor || named || distances)
                && added.stream()
                        .allMatch(token -> canBelongToRace(token, besideDistance)
                                || besideDistance && distances && !token.hasFacet()
                                || otherAge && token.hasType(TokenType.AGE_GROUP)
                                || championship && token.hasType(TokenType.LEVEL));
    }

    private static boolean canBelongToRace(Token token, boolean besideDistance) {
        return token.isNumber()
                || isDistanceOrUnit(token)
                || isMinorRace(token, besideDistance)
                || token.hasType(TokenType.STOP_WORD)
                || hasMeaning(token, EVENT_WORDS)
                || CONNECTING_WORDS.contains(token.text());
    }

    /** Tokens without the numbers and distances in numbers at their end, unless they are nothing else. */
    private static List<Token> withoutTrailingNumbers(List<Token> tokens) {
        int end = tokens.size();
        while (end > 0 && isDistanceInNumbers(tokens.get(end - 1))) {
            end--;
        }
        return end == 0 ? tokens : tokens.subList(0, end);
    }

    private static boolean isDistanceInNumbers(Token token) {
        return token.isNumber()
                || token.hasType(TokenType.MEASURE)
                || token.hasType(TokenType.DISTANCE)
                        && Character.isDigit(token.text().charAt(0));
    }

    private static boolean hasDistance(List<Token> tokens) {
        return tokens.stream().anyMatch(AdditionalRaces::isDistanceOrUnit);
    }

    private static boolean isDistanceOrUnit(Token token) {
        return token.hasType(TokenType.DISTANCE) || token.hasType(TokenType.MEASURE);
    }

    private static boolean isChampionship(Token token) {
        return hasMeaning(token, Set.of(CHAMPIONSHIP));
    }

    private static boolean hasMeaning(Token token, Set<String> values) {
        return token.meanings().stream().anyMatch(meaning -> values.contains(meaning.value()));
    }

    /** Index behind a race with the words for it: "2k Fun Run". */
    private static int endOfRace(List<Token> tokens, int from) {
        int end = from;
        while (end < tokens.size() && hasMeaning(tokens.get(end), WORDS_BEHIND_DISTANCE)) {
            end++;
        }
        return end;
    }

    /** Index of the connecting word before a race, with words between as in "i bieg na 5 km"; 0 without one. */
    private static int connectionBefore(List<Token> tokens, int at) {
        int before = at - 1;
        while (before > 0 && !CONNECTING_WORDS.contains(tokens.get(before).text()) && isFiller(tokens.get(before))) {
            before--;
        }
        boolean connected =
                before > 0 && CONNECTING_WORDS.contains(tokens.get(before).text());
        while (connected
                && before > 1
                && CONNECTING_WORDS.contains(tokens.get(before - 1).text())) {
            before--;
        }
        return connected ? before : 0;
    }

    private static boolean isFiller(Token token) {
        return token.hasType(TokenType.STOP_WORD) || hasMeaning(token, Set.of(RACE));
    }

    static boolean isRoadDistance(String distance) {
        return distance.endsWith("km") || distance.endsWith("marathon") || distance.endsWith("miles");
    }

    private static boolean isMinorRace(Token token, boolean besideDistance) {
        return hasMeaning(token, MINOR_RACES) || besideDistance && hasMeaning(token, MINOR_RACES_BESIDE_DISTANCE);
    }

    /** Kilometres of a road distance in canonical notation ("10 km", "half marathon"), 0 when unknown or null, 1 for other marathons. */
    private static double kilometres(String distance) {
        if (distance == null) {
            return 0;
        }
        if (distance.endsWith("marathon")) {
            return distance.equals("marathon") ? MARATHON : distance.equals("half marathon") ? MARATHON / 2 : 1;
        }
        if (distance.equals("1 mile")) {
            return MILE;
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
