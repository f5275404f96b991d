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
            for (CompetitionData.Component component : CompetitionData.COMPONENTS) {
                writeMember(json, component.member(), component.get(data), data, slug);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeMember(JsonGenerator json, String member, Object value, CompetitionData data, String slug)
            throws IOException {
        switch (member) {
            case "slug" -> json.writeStringField(member, slug);
            case "id" -> {
                json.writeNullField("override_token");
                writeValue(json, member, value);
                json.writeNumberField("year", data.year());
            }
            case "events" -> {
                json.writeFieldName(member);
                json.writeRawValue(value == null ? "null" : (String) value);
            }
            default -> writeValue(json, member, value);
        }
    }

    private static void writeValue(JsonGenerator json, String member, Object value) throws IOException {
        json.writeFieldName(member);
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Double number) {
            writeNumber(json, number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof List<?> texts) {
            String[] list = texts.toArray(String[]::new);
            json.writeArray(list, 0, list.length);
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * Writes the shortest decimal that parses to the same number, equal on every JDK, without an exponent; whole numbers
     * without a point.
     */
    private static void writeNumber(JsonGenerator json, double value) throws IOException {
        json.writeNumber(new BigDecimal(NumberOutput.toString(value, true))
                .stripTrailingZeros()
                .toPlainString());
    }
}
