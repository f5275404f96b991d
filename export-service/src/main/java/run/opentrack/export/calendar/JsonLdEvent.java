package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.Countries.Country;

/** SportsEvent of schema.org in JSON-LD for a competition. */
final class JsonLdEvent {
    static final String HEADER = "{\"@context\":\"https://schema.org\",\"@graph\":[";

    private JsonLdEvent() {}

    static String render(ExportedCompetition entry) {
        ObjectNode event = ExportedCompetition.JSON.createObjectNode();
        event.put("@type", "SportsEvent").put("@id", "urn:uuid:" + entry.text("id"));
        event.put("identifier", entry.text("id")).put("name", entry.text("full_name"));
        copy(entry, "name_local", event, "alternateName");
        event.put("sport", "Athletics");
        event.put("startDate", entry.text("date")).put("endDate", entry.text("finish_date"));
        event.put("eventStatus", "https://schema.org/EventScheduled");
        event.put("eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode");
        copy(entry, "basic_description", event, "description");
        copy(entry, "website", event, "url");
        event.set("location", location(entry));
        if (entry.has("entry_link")) {
            event.putObject("potentialAction").put("@type", "RegisterAction").put("target", entry.text("entry_link"));
        }
        addResultsLink(event, entry, "results_link");
        return escapeForScript(event);
    }

    /** Place of the event, which search engines require; named after the country if nothing else is known. */
    private static ObjectNode location(ExportedCompetition entry) {
        ObjectNode place = ExportedCompetition.JSON.createObjectNode().put("@type", "Place");
        String country = entry.text("country_id");
        String name = List.of(entry.text("city"), entry.text("address")).stream()
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseGet(() -> Countries.ofIso(country).map(Country::name).orElse(country));
        place.put("name", name);
        ObjectNode address = place.putObject("address").put("@type", "PostalAddress");
        copy(entry, "address", address, "streetAddress");
        copy(entry, "city", address, "addressLocality");
        address.put("addressCountry", country);
        if (entry.has("latitude") && entry.has("longitude")) {
            ObjectNode geo = place.putObject("geo").put("@type", "GeoCoordinates");
            geo.set("latitude", entry.members().get("latitude"));
            geo.set("longitude", entry.members().get("longitude"));
            if (entry.has("altitude")) {
                geo.set("elevation", entry.members().get("altitude"));
            }
        }
        return place;
    }

    private static void addResultsLink(ObjectNode event, ExportedCompetition entry, String link) {
        if (entry.has(link)) {
            event.putObject("subjectOf").put("@type", "WebPage").put("url", entry.text(link));
        }
    }

    private static void copy(ExportedCompetition entry, String member, ObjectNode to, String term) {
        if (entry.has(member)) {
            to.put(term, entry.text(member));
        }
    }

    /** Escapes {@code <}, because pages embed the JSON in a script element. */
    private static String escapeForScript(ObjectNode event) {
        try {
            return ExportedCompetition.JSON.writeValueAsString(event).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
