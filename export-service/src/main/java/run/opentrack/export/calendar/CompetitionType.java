package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Type of a competition, derived from whole words of its name or else from its events. Letters inside a word say
 * nothing ("Challenge" has "halle", "Marchetti" has "marche"), so inflections and compounds are allowed one by one:
 * {@code *} stands for further letters of the same word. Case and accents do not matter.
 */
enum CompetitionType {
    WALK("""
            race walk*|racewalk*|(?<!nordic )walking|gehen|bahngehen|*strassengehen|(?<= de | la | km )marche(?! nordique| en famenne)
            marche athl*|marcia(?! nordica)|marcha(?! nordica)|chód|kävely*|gång|kapp?gang*|(?<= [dn]m | [dn]m i )gang""", "\"(event_)?code\":\"\\d+(\\.\\d+)?K?W\""),
    MOUNTAIN("""
            mountain(?! ash)|mountains|berglauf*|montagne|montagna|montaña|carreras? (?:de|por) montana|alergare montana
            górsk*(?! kotar)|skyrun*|vertical|*trail|trails|trailrun*|traillauf*|trailløp*|mä(?:e|kke)jooks*""", "(?!)"),
    XC("""
            xc|cross country|(?<!king s |kings |red |blue |holy |new |iron |charing |gerrards |victoria |southern )*cross(?<!norcross|kingscross|across)
            *crosslauf*|crossmeister*|crosscup*|crossloop*|crosscountry*|maastojuoks*|terreng*|terräng*|corta mato|przełaj*|přespoln*
            campestre|campestres|campestri|*veldloop*|krosas|kroso|kros|кросс*|ανώμαλ*|мезей*|mezei|murdmaajooks*""", "\"(event_)?code\":\"XC\""),
    INDOOR("""
            indoor*|(?<=[^ ] )(?<!fertage? |lauf |loop |marathon |open |meeting | in | te | von | van )halle(?! saale| westf| neustadt)
            hallen(?!berg|bad)*|*hallen(?:meister|sport|meeting|mehrkampf|cup)*|halli|hallin|hallit|hallien|hallissa
            halli(?:kis|kilp|ott|mon|mest|sarj|cup|sm|pm)*|*hallit|*hallikisat|en salle|pista (?:cubierta|coberta)
            (?<=[^ ] )(?<! i |ing )sala|halow*|inomhus*|innendørs*|short track|fedettpály*|dvoran*|hala|salonu|κλειστ*""", "\"event_code\":\"(60|60H|50|50H)\""),
    ROAD("""
            road|half|*mara(?:ton|thon)*|10k|5k|10 kms?|*strassen(?:lauf|meister|staffel|rennen)*|route|strada|estrada|ruta
            uliczn*|bieg|(?!teate|tõkke|takistus)*jooks(?:u|us)?|street|mile(?! end)|hardloop*|*løpet
            (?!galoppet)*loppet""", "\"(event_)?code\":\"(MAR|HM|\\d+K|\\d+M)\""),
    TRACK("(?!)", "(?!)");

    private static final List<String> NAMES = List.of("full_name", "short_name", "name_local");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private final Pattern words;
    private final Pattern events;

    /** @param events expression for the JSON of events that decide for this type if no name does */
    CompetitionType(String words, String events) {
        this.words =
                Pattern.compile("(?<= )(?:" + fold(words).replace('\n', '|').replace("*", "[^ ]*") + ")(?= )");
        this.events = Pattern.compile(events);
    }

    /** Marks but tilde and ring: "Montana" and "gang" are other words than "montaña" and "gång". */
    private static final class Accents {
        private static final Pattern PATTERN = Pattern.compile("[\\p{Mn}\\p{Cf}&&[^\\u0303\\u030a]]");
    }

    private static String fold(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace("ß", "ss").replace('ł', 'l');
        String parts = Normalizer.normalize(lower.replace('ø', 'o'), Normalizer.Form.NFKD);
        return Accents.PATTERN.matcher(parts).replaceAll("");
    }

    /** Lower-case words between blanks, with two blanks between the names, so that no phrase spans two. */
    private static String words(JsonNode competition) {
        StringJoiner words = new StringJoiner("  ", " ", " ");
        NAMES.forEach(name -> words.add(
                SEPARATORS.matcher(fold(competition.path(name).asText())).replaceAll(" ")));
        return words.toString();
    }

    /** Returns the first type that a name's words decide for, with these words. */
    static Optional<Map.Entry<CompetitionType, String>> ofNames(JsonNode competition) {
        String words = words(competition);
        return Arrays.stream(values())
                .flatMap(type ->
                        type.words.matcher(words).results().limit(1).map(found -> Map.entry(type, found.group())))
                .findFirst();
    }

    /**
     * Derives the type.
     *
     * @param competition members of the competition
     */
    static CompetitionType of(JsonNode competition) {
        return ofNames(competition)
                .map(Map.Entry::getKey)
                .orElseGet(() -> ofEvents(competition.path("events").toString()));
    }

    private static CompetitionType ofEvents(String json) {
        return Arrays.stream(values())
                .filter(type -> type.events.matcher(json).find())
                .findFirst()
                .orElse(TRACK);
    }
}
