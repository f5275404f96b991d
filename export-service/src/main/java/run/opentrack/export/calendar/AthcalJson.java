package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.StringJoiner;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.Countries.Country;

/**
 * JSON of a competition for existing calendar pages: empty text instead of null, age groups in one text, and their
 * member names.
 */
final class AthcalJson {
    private static final List<String> TEXT_MEMBERS =
            List.of("venue_id", "organiser_id", "website", "entry_link", "results_link");
    private static final List<String> NUMBER_MEMBERS = List.of("latitude", "longitude", "altitude");
    private static final int UNCLASSIFIED = 11;

    private AthcalJson() {}

    static String render(ExportedCompetition entry) {
        ObjectNode competition = entry.members().deepCopy();
        TEXT_MEMBERS.stream()
                .filter(member -> competition.get(member).isNull())
                .forEach(member -> competition.put(member, ""));
        NUMBER_MEMBERS.stream()
                .filter(entry::has)
                .forEach(member -> competition.putRawValue(member, entry.number(member)));
        competition.putRawValue("events", entry.events());
        competition.put("age_groups", joinAgeGroups(competition.get("age_groups")));
        String country = competition.get("country_id").asText();
        competition.put("country", country);
        competition.put(
                "country_ioc", Countries.ofIso(country).map(Country::ioc).orElse(country));
        competition.put("wa_rankings_category", rankingCategory(competition.get("wa_rankings_category_id")));
        competition.put("english_name", "");
        competition.put("type", entry.type().name());
        competition.putNull("series");
        competition.set("status", entry.status());
        return competition.toString();
    }

    private static String joinAgeGroups(JsonNode ageGroups) {
        StringJoiner joined = new StringJoiner(",");
        ageGroups.forEach(group -> joined.add(group.asText()));
        return joined.toString();
    }

    private static int rankingCategory(JsonNode id) {
        return id.isInt() && id.intValue() >= 1 && id.intValue() < UNCLASSIFIED ? id.intValue() : UNCLASSIFIED;
    }
}
