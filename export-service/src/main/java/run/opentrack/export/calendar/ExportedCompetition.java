package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * Competition to be exported.
 *
 * @param rendered JSON as the API returns it
 * @param members the same, parsed
 * @param status object of the API: {@code status}, {@code reason}, {@code since} and {@code previous_dates}
 * @param sequence number that grows with each write and each restore of the database
 * @param updatedAt time of the last write
 * @param type type derived from the members
 */
record ExportedCompetition(
        String rendered, ObjectNode members, ObjectNode status, int sequence, Instant updatedAt, CompetitionType type) {
    /** Mapper that keeps numbers as written. */
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private static final String EVENTS = ",\"events\":";

    static ExportedCompetition of(String rendered, String status, int sequence, Instant updatedAt) {
        try {
            ObjectNode members = (ObjectNode) JSON.readTree(rendered);
            ObjectNode statusMembers = (ObjectNode) JSON.readTree(status);
            return new ExportedCompetition(
                    rendered, members, statusMembers, sequence, updatedAt, CompetitionType.of(members));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored competition is not valid JSON", e);
        }
    }

    /** True if the bytes are one JSON object. Converts nothing, since it reads everything that is published. */
    static boolean isValid(byte[] bytes, int offset, int size) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes, offset, size)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            parser.skipChildren();
            return object && parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Returns a member's text, empty for null. */
    String text(String member) {
        JsonNode value = members.get(member);
        return value.isNull() ? "" : value.asText();
    }

    String statusName() {
        return status.get("status").asText();
    }

    /** Returns the name of a status as the first word of a text. */
    static String capitalize(String statusName) {
        return statusName.substring(0, 1).toUpperCase(Locale.ROOT) + statusName.substring(1);
    }

    LocalDate finishDate() {
        return LocalDate.parse(text("finish_date"));
    }

    boolean has(String member) {
        JsonNode value = members.get(member);
        return !value.isNull() && !value.asText("-").isEmpty();
    }

    /** Returns a member's number without an exponent, which neither iCalendar nor spreadsheets read. */
    String plainNumber(String member) {
        return members.get(member).decimalValue().toPlainString();
    }

    RawValue number(String member) {
        return new RawValue(plainNumber(member));
    }

    /** Returns the events, the last member, as they were written: the form of a number is part of them. */
    RawValue events() {
        return new RawValue(rendered.substring(rendered.indexOf(EVENTS) + EVENTS.length(), rendered.length() - 1));
    }

    /** Returns a member's link as a URI of RFC 3986; empty if there is none. */
    Optional<URI> uri(String member) {
        return LenientUri.of(text(member));
    }
}
