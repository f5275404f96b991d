package run.opentrack.competition.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import run.opentrack.competition.bulk.BulkResult.Count;
import run.opentrack.competition.bulk.BulkResult.ItemResult;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/** Serializer of the result of a bulk call. */
final class BulkJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonObjectParser.ITEMS.copy());
    private static final String DETAIL = "{\"detail\":";

    private BulkJson() {}

    static String render(BulkResult result) {
        StringWriter text = new StringWriter(256 * (1 + result.items().size()));
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("dry_run", result.dryRun());
            json.writeBooleanField("atomic", result.atomic());
            writeCounts(json, result);
            json.writeArrayFieldStart("items");
            for (ItemResult item : result.items()) {
                writeItem(json, item);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Statuses of the items of a rendered result. */
    static List<Integer> statuses(String json) {
        try {
            List<Integer> statuses = new ArrayList<>();
            MAPPER.readTree(json)
                    .get("items")
                    .forEach(item -> statuses.add(item.get("status").asInt()));
            return statuses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeCounts(JsonGenerator json, BulkResult result) throws IOException {
        Map<Count, Integer> counts = new EnumMap<>(Count.class);
        result.items().forEach(item -> counts.merge(item.count(), 1, Integer::sum));
        json.writeObjectFieldStart("counts");
        for (Count count : Count.values()) {
            json.writeNumberField(count.name().toLowerCase(Locale.ROOT), counts.getOrDefault(count, 0));
        }
        json.writeEndObject();
    }

    private static void writeItem(JsonGenerator json, ItemResult item) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", item.index());
        json.writeStringField("ref", item.operation().ref());
        json.writeNumberField("status", item.status());
        json.writeStringField("id", item.id() == null ? null : item.id().toString());
        ApiException error = item.outcome().error();
        WriteResponse response = item.outcome().response();
        if (error != null) {
            writeDetail(json, new String(ErrorResponse.body(error), StandardCharsets.UTF_8));
        } else if (item.status() >= 400) {
            writeDetail(json, response.body());
        } else {
            json.writeStringField("etag", response.etag() == null ? null : '"' + response.etag() + '"');
            if (response.body() != null) {
                json.writeFieldName("competition");
                json.writeRawValue(response.body());
            }
        }
        json.writeEndObject();
    }

    /** @param body of an error response */
    private static void writeDetail(JsonGenerator json, String body) throws IOException {
        json.writeFieldName("detail");
        json.writeRawValue(body.substring(DETAIL.length(), body.length() - 1));
    }
}
