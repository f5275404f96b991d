package run.opentrack.competition.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * Serializer of a competition: its 26 members in the order of the contract, compact. It runs once, when a competition is
 * written; every response and file repeats its output.
 */
public final class CompetitionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private CompetitionJson() {}

    /** @param slug the assigned slug, instead of the one in the data */
    public static String render(CompetitionData data, String slug) {
        StringWriter text = new StringWriter(1_024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeNameAndLocation(json, data, slug);
            writeDates(json, data);
            writeDetails(json, data);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeNameAndLocation(JsonGenerator json, CompetitionData data, String slug) throws IOException {
        json.writeStringField("full_name", data.fullName());
        json.writeStringField("short_name", data.shortName());
        json.writeStringField("slug", slug);
        json.writeStringField("name_local", data.nameLocal());
        json.writeStringField("country_id", data.countryId());
        json.writeStringField("address", data.address());
        json.writeStringField("city", data.city());
        writeText(json, "venue_id", data.venueId());
        writeNumber(json, "latitude", data.latitude());
        writeNumber(json, "longitude", data.longitude());
        writeNumber(json, "altitude", data.altitude());
    }

    private static void writeDates(JsonGenerator json, CompetitionData data) throws IOException {
        json.writeStringField("date", data.date().toString());
        json.writeStringField("finish_date", data.finishDate().toString());
    }

    private static void writeDetails(JsonGenerator json, CompetitionData data) throws IOException {
        json.writeFieldName("wa_rankings_category_id");
        if (data.waRankingsCategoryId() == null) {
            json.writeNull();
        } else {
            json.writeNumber(data.waRankingsCategoryId());
        }
        writeList(json, "age_groups", data.ageGroups());
        json.writeStringField("national_id", data.nationalId());
        json.writeStringField("basic_description", data.basicDescription());
        json.writeStringField("contact_details", data.contactDetails());
        writeText(json, "organiser_id", data.organiserId());
        writeText(json, "website", data.website());
        writeText(json, "entry_link", data.entryLink());
        writeText(json, "results_link", data.resultsLink());
        json.writeNullField("override_token");
        writeText(json, "id", data.id());
        json.writeNumberField("year", data.year());
        json.writeFieldName("events");
        json.writeRawValue(data.events() == null ? "null" : data.events());
    }

    private static void writeText(JsonGenerator json, String name, Object value) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, value.toString());
        }
    }

    /**
     * Writes the shortest decimal that parses to the same number, equal on every JDK, without an exponent; whole numbers
     * without a point.
     */
    private static void writeNumber(JsonGenerator json, String name, Double value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else if (value == Math.rint(value)) {
            json.writeNumber(value.longValue());
        } else {
            String shortest = NumberOutput.toString(value, true);
            json.writeNumber(new BigDecimal(shortest).stripTrailingZeros().toPlainString());
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
