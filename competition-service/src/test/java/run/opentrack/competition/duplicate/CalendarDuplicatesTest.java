package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.name.NameNormalizer;

/** Number of matches when whole calendars without duplicates are registered, one competition after another. */
class CalendarDuplicatesTest {
    private static final double MAX_POSSIBLE_RATE = 0.02;

    @Test
    void the_demo_calendar_has_few_possible_and_no_blocking_matches() throws IOException {
        List<MatchFeatures> demo =
                Files.readAllLines(Path.of("../deploy/local/src/main/resources/demo/competitions.csv")).stream()
                        .skip(1)
                        .map(CalendarDuplicatesTest::demoCompetition)
                        .map(LabelledPair::features)
                        .toList();
        assertFewMatches(register(demo), 0);
    }

    /** The gold calendar: each competition with duplicates in the gold set once, under one name; half of them on one day. */
    @Test
    void the_gold_calendar_has_few_possible_and_blocking_matches() {
        assertFewMatches(register(goldCalendar()), 0.03);
    }

    private static void assertFewMatches(Matches matches, double maxBlockingRate) {
        System.out.println(matches.summary());
        assertThat((double) matches.possible / matches.creates).isLessThanOrEqualTo(MAX_POSSIBLE_RATE);
        assertThat((double) matches.blocked / matches.creates).isLessThanOrEqualTo(maxBlockingRate);
    }

    static final class Matches {
        int creates;
        int blocked;
        int possible;

        String summary() {
            return creates + " creates: " + blocked + " refused, " + possible + " with possible duplicates";
        }
    }

    static Matches register(List<MatchFeatures> calendar) {
        Matches matches = new Matches();
        Map<String, List<MatchFeatures>> stored = new LinkedHashMap<>();
        for (MatchFeatures probe : calendar) {
            List<MatchFeatures> block = stored.computeIfAbsent(probe.countryId(), country -> new ArrayList<>());
            List<MatchResult.Type> types = block.stream()
                    .filter(probe::overlaps)
                    .map(other -> LabelledPair.compare(probe, other).type())
                    .toList();
            matches.creates++;
            if (types.contains(MatchResult.Type.SIMILAR) || types.contains(MatchResult.Type.EXACT)) {
                matches.blocked++;
                continue;
            }
            matches.possible += types.contains(MatchResult.Type.POSSIBLE) ? 1 : 0;
            block.add(probe);
        }
        return matches;
    }

    static List<MatchFeatures> goldCalendar() {
        Map<String, String> originals = new HashMap<>();
        Map<String, JsonNode> competitions = new LinkedHashMap<>();
        LabelledPair.all().stream().filter(LabelledPair::duplicate).forEach(pair -> {
            competitions.putIfAbsent(nameAndDate(pair.a()), pair.a());
            competitions.putIfAbsent(nameAndDate(pair.b()), pair.b());
            String original = original(originals, nameAndDate(pair.a()));
            String other = original(originals, nameAndDate(pair.b()));
            if (!original.equals(other)) {
                originals.put(other, original);
            }
        });
        competitions.keySet().removeIf(originals::containsKey);
        return competitions.values().stream().map(LabelledPair::features).toList();
    }

    private static String original(Map<String, String> originals, String repeated) {
        String original = repeated;
        while (originals.containsKey(original)) {
            original = originals.get(original);
        }
        return original;
    }

    private static String nameAndDate(JsonNode competition) {
        return NameNormalizer.normalize(competition.get("full_name").asText())
                + competition.get("country_id")
                + competition.get("date");
    }

    private static JsonNode demoCompetition(String line) {
        String[] cells = line.split(";", -1);
        ObjectNode competition = JsonNodeFactory.instance.objectNode();
        LocalDate date = LocalDate.parse("2027-" + cells[1]);
        competition
                .put("country_id", cells[0])
                .put("date", date.toString())
                .put(
                        "finish_date",
                        date.plusDays(Integer.parseInt(cells[2]) - 1).toString())
                .put("full_name", cells[4])
                .put("short_name", cells[5])
                .put("name_local", cells[6])
                .put("city", cells[7]);
        if (!cells[8].isEmpty()) {
            competition.put("latitude", Double.parseDouble(cells[8])).put("longitude", Double.parseDouble(cells[9]));
        }
        return competition;
    }
}
