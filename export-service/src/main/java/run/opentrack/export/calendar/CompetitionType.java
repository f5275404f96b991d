package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Type of a competition, derived from the words of its name or else from its events. A long word matches inside others
 * ("Waldcrosslauf"), a short one only on its own, because "sala" is also in Salamanca and "mile" in Milena.
 */
enum CompetitionType {
    WALK(
            "race walk",
            "racewalk",
            "race-walk",
            "walking",
            "gehen",
            "marche",
            "marcia",
            "marcha",
            "chód",
            "kävely",
            "gång"),
    MOUNTAIN("mountain", "berglauf", "montagne", "montagna", "montaña", "górski", "skyrun", "vertical", "trail"),
    XC(
            "cross",
            "xc",
            "maastojuoks",
            "terreng",
            "terräng",
            "crosslauf",
            "corta-mato",
            "przełaj",
            "přespoln",
            "campestre",
            "veldloop",
            "krosas",
            "kros",
            "кросс",
            "ανώμαλ",
            "мезей",
            "mezei"),
    INDOOR(
            "indoor",
            "halle",
            "en salle",
            "indoors",
            "pista cubierta",
            "sala",
            "halow",
            "inomhus",
            "innendørs",
            "halli",
            "short track",
            "fedettpály",
            "dvoran",
            "hala",
            "salonu",
            "κλειστο"),
    ROAD(
            "road",
            "marathon",
            "maraton",
            "maratón",
            "maratona",
            "half",
            "10k",
            "5k",
            "10 km",
            "straßen",
            "strassen",
            "route",
            "strada",
            "ruta",
            "uliczn",
            "bieg",
            "maratoni",
            "jooks",
            "street",
            "mile",
            "hardloop",
            "løpet",
            "loppet"),
    TRACK;

    private static final int MAX_SHORT_WORD_LENGTH = 4;
    private static final List<String> NAMES = List.of("full_name", "short_name", "name_local");
    private static final Pattern INDOOR_EVENT = Pattern.compile("\"event_code\":\"(60|60H|50|50H)\"");
    private static final Pattern WALK_EVENT = Pattern.compile("\"(event_)?code\":\"\\d+(\\.\\d+)?K?W\"");
    private static final Pattern ROAD_EVENT = Pattern.compile("\"(event_)?code\":\"(MAR|HM|\\d+K|\\d+M)\"");
    private static final Pattern XC_EVENT = Pattern.compile("\"(event_)?code\":\"XC\"");

    private final List<String> words;

    CompetitionType(String... words) {
        this.words = List.of(words);
    }

    private boolean matches(String names) {
        return words.stream()
                .anyMatch(word -> word.length() > MAX_SHORT_WORD_LENGTH
                        ? names.contains(word)
                        : containsWord(word, names, names.indexOf(word)));
    }

    private static boolean containsWord(String word, String names, int at) {
        if (at < 0) {
            return false;
        }
        int end = at + word.length();
        return (at == 0 || !Character.isLetterOrDigit(names.charAt(at - 1)))
                        && (end == names.length() || !Character.isLetterOrDigit(names.charAt(end)))
                || containsWord(word, names, names.indexOf(word, end));
    }

    /**
     * Derives the type.
     *
     * @param competition members of the competition
     */
    static CompetitionType of(JsonNode competition) {
        StringJoiner names = new StringJoiner(" ");
        NAMES.forEach(name -> names.add(competition.path(name).asText()));
        String words = names.toString().toLowerCase(Locale.ROOT);
        for (CompetitionType type : values()) {
            if (type.matches(words)) {
                return type;
            }
        }
        JsonNode events = competition.path("events");
        return events.isEmpty() ? TRACK : fromEvents(events.toString());
    }

    private static CompetitionType fromEvents(String events) {
        if (WALK_EVENT.matcher(events).find()) {
            return WALK;
        }
        if (XC_EVENT.matcher(events).find()) {
            return XC;
        }
        if (INDOOR_EVENT.matcher(events).find()) {
            return INDOOR;
        }
        return ROAD_EVENT.matcher(events).find() ? ROAD : TRACK;
    }
}
