package run.opentrack.competition.entry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A competition's JSON, its 26 members in the order of the contract, without blanks. The only place that renders one:
 * every answer and every file repeats what is made here when a competition is written.
 */
public final class Rendering {
    private static final JsonFactory JSON = new JsonFactory();

    private Rendering() {}

    /** @param slug the one that it got */
    public static String of(CalendarEntry entry, String slug) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeWhatAndWhere(json, entry, slug);
            writeWhen(json, entry);
            writeTheRest(json, entry);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeWhatAndWhere(JsonGenerator json, CalendarEntry entry, String slug) throws IOException {
        json.writeStringField("full_name", entry.fullName());
        json.writeStringField("short_name", entry.shortName());
        json.writeStringField("slug", slug);
        json.writeStringField("name_local", entry.nameLocal());
        json.writeStringField("country_id", entry.countryId());
        json.writeStringField("address", entry.address());
        json.writeStringField("city", entry.city());
        writeText(json, "venue_id", entry.venueId());
        writeNumber(json, "latitude", entry.latitude());
        writeNumber(json, "longitude", entry.longitude());
        writeNumber(json, "altitude", entry.altitude());
    }

    private static void writeWhen(JsonGenerator json, CalendarEntry entry) throws IOException {
        json.writeStringField("date", entry.date().toString());
        json.writeStringField("finish_date", entry.finishDate().toString());
    }

    private static void writeTheRest(JsonGenerator json, CalendarEntry entry) throws IOException {
        json.writeFieldName("wa_rankings_category_id");
        if (entry.waRankingsCategoryId() == null) {
            json.writeNull();
        } else {
            json.writeNumber(entry.waRankingsCategoryId());
        }
        writeList(json, "age_groups", entry.ageGroups());
        json.writeStringField("national_id", entry.nationalId());
        json.writeStringField("basic_description", entry.basicDescription());
        json.writeStringField("contact_details", entry.contactDetails());
        writeText(json, "organiser_id", entry.organiserId());
        writeText(json, "website", entry.website());
        writeText(json, "entry_link", entry.entryLink());
        writeText(json, "results_link", entry.resultsLink());
        json.writeNullField("override_token");
        writeText(json, "id", entry.id());
        json.writeNumberField("year", entry.year());
        json.writeFieldName("events");
        json.writeRawValue(entry.events() == null ? "null" : entry.events());
    }

    private static void writeText(JsonGenerator json, String name, Object value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value.toString());
        }
    }

    /** The shortest decimal that reads back as the same number, the same on every JDK; whole numbers without a point. */
    private static void writeNumber(JsonGenerator json, String name, Double value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else if (value == Math.rint(value)) {
            json.writeNumber(value.longValue());
        } else {
            json.writeNumber(NumberOutput.toString(value, true));
        }
    }

    private static void writeList(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeFieldName(name);
        if (values == null) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
