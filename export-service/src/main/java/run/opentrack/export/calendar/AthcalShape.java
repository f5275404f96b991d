package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import run.opentrack.wire.country.Countries;
import run.opentrack.wire.country.Country;

/**
 * A competition as the calendar pages of the time read it: no null where they expect a text, the age groups in one text,
 * and the members that they name otherwise.
 */
final class AthcalShape {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    private static final List<String> LINKS = List.of("website", "entry_link", "results_link");
    private static final int UNCLASSIFIED = 11;

    private AthcalShape() {}

    /** @param rendered a competition's JSON */
    static String of(String rendered) {
        try {
            ObjectNode competition = (ObjectNode) JSON.readTree(rendered);
            String names = (competition.path("full_name").asText() + " "
                            + competition.path("short_name").asText() + " "
                            + competition.path("name_local").asText())
                    .toLowerCase(Locale.ROOT);
            JsonNode events = competition.get("events");
            LINKS.stream().filter(link -> competition.get(link).isNull()).forEach(link -> competition.put(link, ""));
            competition.put("age_groups", joined(competition.get("age_groups")));
            String country = competition.get("country_id").asText();
            competition.put("country", country);
            competition.put(
                    "country_ioc", Countries.ofIso(country).map(Country::ioc).orElse(country));
            competition.put("wa_rankings_category", category(competition.get("wa_rankings_category_id")));
            competition.put("english_name", "");
            competition.put(
                    "type",
                    CompetitionType.of(names, events.isNull() ? null : events.toString())
                            .name());
            competition.putNull("series");
            return JSON.writeValueAsString(competition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored competition is no JSON", e);
        }
    }

    private static String joined(JsonNode ageGroups) {
        StringJoiner joined = new StringJoiner(",");
        ageGroups.forEach(group -> joined.add(group.asText()));
        return joined.toString();
    }

    private static int category(JsonNode id) {
        return id.isInt() && id.intValue() >= 1 && id.intValue() < UNCLASSIFIED ? id.intValue() : UNCLASSIFIED;
    }
}
