package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.Countries.Country;

/** SportsEvent of schema.org in JSON-LD for a competition. */
final class JsonLdEvent {
    static final String HEADER = "{\"@context\":\"https://schema.org\",\"@graph\":[";

    private static final Map<String, String> EVENT_STATUSES =
            Map.of("cancelled", "EventCancelled", "postponed", "EventPostponed", "rescheduled", "EventRescheduled");

    private JsonLdEvent() {}

    static String render(ExportedCompetition entry) {
        ObjectNode event = ExportedCompetition.JSON.createObjectNode();
        event.put("@type", "SportsEvent").put("@id", "urn:uuid:" + entry.text("id"));
        event.put("identifier", entry.text("id")).put("name", entry.text("full_name"));
        copy(entry, "name_local", event, "alternateName");
        event.put("sport", "Athletics");
        event.put("startDate", entry.text("date")).put("endDate", entry.text("finish_date"));
        addStatus(entry, event);
        event.put("eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode");
        copy(entry, "basic_description", event, "description");
        entry.uri("website").ifPresent(uri -> event.put("url", uri.toString()));
        event.set("location", location(entry));
        entry.uri("entry_link").ifPresent(uri -> event.putObject("potentialAction")
                .put("@type", "RegisterAction")
                .put("target", uri.toString()));
        entry.uri("results_link")
                .ifPresent(uri ->
                        event.putObject("subjectOf").put("@type", "WebPage").put("url", uri.toString()));
        // Pages embed the JSON in a script element.
        return event.toString().replace("<", "\\u003c");
    }

    /** Former dates belong to events that do not take place as they were planned. */
    private static void addStatus(ExportedCompetition entry, ObjectNode event) {
        String status = EVENT_STATUSES.get(entry.statusName());
        event.put("eventStatus", "https://schema.org/" + (status == null ? "EventScheduled" : status));
        JsonNode dates = entry.status().get("previous_dates");
        if (status != null && !dates.isEmpty()) {
            event.set("previousStartDate", dates.size() == 1 ? dates.get(0) : dates);
        }
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
        address.put("addressCountry", Countries.alpha2(country).orElse(country));
        if (entry.has("latitude") && entry.has("longitude")) {
            ObjectNode geo = place.putObject("geo").put("@type", "GeoCoordinates");
            geo.putRawValue("latitude", entry.number("latitude"));
            geo.putRawValue("longitude", entry.number("longitude"));
            if (entry.has("altitude")) {
                geo.putRawValue("elevation", entry.number("altitude"));
            }
        }
        return place;
    }

    private static void copy(ExportedCompetition entry, String member, ObjectNode to, String term) {
        if (entry.has(member)) {
            to.put(term, entry.text(member));
        }
    }
}
