package run.opentrack.competition.bulk;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.UuidParser;

/**
 * Item of a bulk call as it was sent: a competition, or an operation with one.
 *
 * @param ref the client's label, null for none
 * @param id of an update or a deletion, otherwise null
 * @param ifMatch entity tag with its quotes, null for none
 * @param members of the competition, null for a deletion
 * @param bytes size of the item
 * @param error of an item that cannot be read, otherwise null
 */
public record BulkOperation(
        Type type,
        String ref,
        UUID id,
        String ifMatch,
        Map<String, JsonMember> members,
        int bytes,
        ApiException error) {
    /** Kind of write. */
    public enum Type {
        CREATE,
        UPSERT,
        UPDATE,
        DELETE
    }

    private static final TextLimit LABEL = TextLimit.singleLine(200);
    private static final TextLimit IDENTIFIER = TextLimit.identifier(200);

    /** Create of a competition. */
    public static BulkOperation create(Map<String, JsonMember> members, int bytes) {
        return new BulkOperation(Type.CREATE, null, null, null, members, bytes, null);
    }

    /** Item that fails with an error. */
    public static BulkOperation invalid(String ref, ApiException error) {
        return new BulkOperation(Type.CREATE, ref, null, null, null, 0, error);
    }

    /** Parses an item; one that has neither {@code op} nor {@code competition} is a competition to be created. */
    static BulkOperation parse(byte[] json) {
        try {
            Map<String, JsonMember> members = JsonObjectParser.members(json);
            return members.containsKey("op") || members.containsKey("competition")
                    ? parse(members, null, json.length)
                    : create(members, json.length);
        } catch (ApiException error) {
            return invalid(null, error);
        }
    }

    /**
     * Parses an operation.
     *
     * @param competition null to take the member of that name
     */
    static BulkOperation parse(Map<String, JsonMember> members, Map<String, JsonMember> competition, int bytes) {
        BodyFields fields = new BodyFields(members);
        String ref = fields.text("ref", LABEL);
        try {
            Type type = parseType(fields);
            UUID id = parseId(fields, type);
            String ifMatch = quote(fields.text("if_match", IDENTIFIER));
            Map<String, JsonMember> content =
                    type == Type.DELETE ? null : competition != null ? competition : parseCompetition(fields);
            fields.requireValid();
            return new BulkOperation(type, ref, id, ifMatch, content, bytes, null);
        } catch (ApiException error) {
            return invalid(ref, error);
        }
    }

    private static Type parseType(BodyFields fields) {
        String name = fields.hasValue("op") ? fields.text("op", IDENTIFIER) : "create";
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                return type;
            }
        }
        fields.reject("op", "must be create, upsert, update or delete", "value_error.const");
        return Type.CREATE;
    }

    private static UUID parseId(BodyFields fields, Type type) {
        boolean required = type == Type.UPDATE || type == Type.DELETE;
        String text = fields.text("id", IDENTIFIER);
        if (text == null || text.isEmpty()) {
            return required ? fields.rejectMissing("id") : null;
        }
        if (!required) {
            return fields.reject("id", "is for update and delete only", "value_error.id");
        }
        return UuidParser.parse(text).orElseGet(() -> fields.reject("id", "is not a valid UUID", "type_error.uuid"));
    }

    private static Map<String, JsonMember> parseCompetition(BodyFields fields) {
        JsonMember value = fields.get("competition");
        if (value == null) {
            return fields.rejectMissing("competition");
        }
        if (!value.hasType(JsonMember.Type.OBJECT)) {
            return fields.reject("competition", "must be an object", "type_error.dict");
        }
        return JsonObjectParser.members(value.text().getBytes(StandardCharsets.UTF_8));
    }

    /** Entity tags are accepted as the header has them, and as they are in JSON. */
    private static String quote(String etag) {
        return etag == null || etag.isEmpty() || etag.equals("*") || etag.endsWith("\"") ? etag : '"' + etag + '"';
    }
}
