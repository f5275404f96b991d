package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Competition to be exported.
 *
 * @param rendered JSON as the API returns it
 * @param members the same, parsed
 * @param revision number of writes
 * @param updatedAt time of the last write
 */
record ExportedCompetition(String rendered, ObjectNode members, int revision, Instant updatedAt) {
    /** Mapper that keeps numbers as written. */
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    static ExportedCompetition of(String rendered, int revision, Instant updatedAt) {
        try {
            return new ExportedCompetition(rendered, (ObjectNode) JSON.readTree(rendered), revision, updatedAt);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored competition is not valid JSON", e);
        }
    }

    /** Returns a member's text, empty for null. */
    String text(String member) {
        JsonNode value = members.get(member);
        return value.isNull() ? "" : value.asText();
    }

    boolean has(String member) {
        JsonNode value = members.get(member);
        return !value.isNull() && !value.asText("-").isEmpty();
    }

    CompetitionType type() {
        return CompetitionType.of(members);
    }
}
