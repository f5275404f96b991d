package run.opentrack.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Parser of a request body that must be one JSON object (RFC 8259), regardless of its {@code Content-Type}. Rejects
 * with 422 anything that is not UTF-8 or not an object, trailing text and duplicated members, because lenient readers
 * disagree about these, and more than {@value #MAX_DEPTH} levels, {@value #MAX_MEMBERS} members or {@value #MAX_TOKENS}
 * tokens.
 */
public final class JsonObjectParser {
    static final int MAX_DEPTH = 50;
    static final int MAX_NUMBER = 100;
    static final int MAX_NAME = 500;
    static final int MAX_MEMBERS = 1_000;
    /** Names, values and brackets. The events of a competition may have most of them. */
    static final int MAX_TOKENS = 50_000;
    /** Parsers in other languages keep an exponent in 32 bits or less. */
    static final int MAX_EXPONENT = 999;

    private static final Pattern LARGE_EXPONENT = Pattern.compile("[eE][+-]?0*[1-9]\\d{3}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build();

    /** Factory of parsers that divide an array into its items, whose limits are those of their own parser. */
    public static final JsonFactory ITEMS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build();

    private final byte[] body;
    private final JsonParser parser;
    private final Map<String, JsonMember> members = new LinkedHashMap<>();
    private final Set<String> repeatedNames = new LinkedHashSet<>();

    private JsonObjectParser(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /**
     * Returns the members in the order sent.
     *
     * @throws ApiException 422 if the body violates one of the rules
     */
    public static Map<String, JsonMember> members(byte[] body) {
        requireUtf8(body);
        try (JsonParser parser = JSON.createParser(body)) {
            return new JsonObjectParser(body, parser).parseMembers();
        } catch (StreamConstraintsException e) {
            throw parseError(
                    e.getLocation(),
                    "the JSON is nested deeper than " + MAX_DEPTH + " levels, or a number has more than " + MAX_NUMBER
                            + " digits or an exponent over " + MAX_EXPONENT + ", or a name more than " + MAX_NAME
                            + " characters, or there are more than " + MAX_MEMBERS + " members or " + MAX_TOKENS
                            + " tokens",
                    "value_error.jsondecode.limit");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw parseError(at, "the JSON cannot be parsed" + where, "value_error.jsondecode");
        } catch (IOException e) {
            throw parseError(null, "the JSON cannot be parsed", "value_error.jsondecode");
        }
    }

    /** Tests for a body that begins as an array. */
    public static boolean isArray(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return b == '[';
            }
        }
        return false;
    }

    private Map<String, JsonMember> parseMembers() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            if (parser.currentToken() != null) {
                parser.skipChildren();
            }
            throw ApiException.invalid(
                    new Violation(List.of("body"), "a JSON object is required", "value_error.missing"));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            JsonMember value = parseValue();
            if (members.put(name, value) != null) {
                repeatedNames.add(name);
            }
            if (members.size() > MAX_MEMBERS) {
                throw new StreamConstraintsException("members", parser.currentTokenLocation());
            }
        }
        if (parser.nextToken() != null) {
            throw parseError(
                    parser.currentTokenLocation(), "no text may follow the JSON", "value_error.jsondecode.trailing");
        }
        if (!repeatedNames.isEmpty()) {
            throw ApiException.invalid(repeatedNames.stream()
                    .map(name -> Violation.ofMember(name, "must not be given twice", "value_error.duplicate"))
                    .toList());
        }
        return members;
    }

    private JsonMember parseValue() throws IOException {
        return switch (parser.currentToken()) {
            case START_ARRAY -> parseArray();
            case START_OBJECT -> parseObject();
            default -> parseScalar();
        };
    }

    private JsonMember parseScalar() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> JsonMember.of(JsonMember.Type.STRING, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonMember.of(JsonMember.Type.NUMBER, parseNumber());
            case VALUE_NULL -> JsonMember.of(JsonMember.Type.NULL, "null");
            default -> JsonMember.of(JsonMember.Type.BOOLEAN, parser.getText());
        };
    }

    private JsonMember parseArray() throws IOException {
        int start = offset(parser.currentTokenLocation());
        List<JsonMember> items = new ArrayList<>();
        boolean valid = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                boolean object = token == JsonToken.START_OBJECT;
                JsonMember.Type type = object ? JsonMember.Type.OBJECT : JsonMember.Type.ARRAY;
                boolean itemValid = skipStructure();
                items.add(new JsonMember(type, "", List.of(), itemValid));
                valid &= itemValid;
            } else {
                items.add(parseScalar());
            }
        }
        String text = compact(start, offset(parser.currentLocation()));
        return new JsonMember(JsonMember.Type.ARRAY, text, items, valid);
    }

    private JsonMember parseObject() throws IOException {
        int start = offset(parser.currentTokenLocation());
        boolean valid = skipStructure();
        String text = compact(start, offset(parser.currentLocation()));
        return new JsonMember(JsonMember.Type.OBJECT, text, List.of(), valid);
    }

    /** Skips the array or object just started. Returns false if one of its names or strings is invalid. */
    private boolean skipStructure() throws IOException {
        boolean valid = true;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                valid &= TextValidator.isValid(parser.getText(), true);
            } else if (token.isNumeric()) {
                parseNumber();
            }
        }
        return valid;
    }

    private String parseNumber() throws IOException {
        String number = parser.getText();
        if (LARGE_EXPONENT.matcher(number).find()) {
            throw new StreamConstraintsException("exponent", parser.currentTokenLocation());
        }
        return number;
    }

    /** Returns the JSON between two offsets without blanks between tokens. Relies on the parser having validated it. */
    private String compact(int start, int end) {
        byte[] compacted = new byte[end - start];
        int length = 0;
        boolean inText = false;
        for (int i = start; i < end; i++) {
            byte b = body[i];
            if (inText) {
                compacted[length++] = b;
                if (b == '\\') {
                    compacted[length++] = body[++i];
                } else if (b == '"') {
                    inText = false;
                }
            } else if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                compacted[length++] = b;
                inText = b == '"';
            }
        }
        return new String(compacted, 0, length, StandardCharsets.UTF_8);
    }

    private static int offset(JsonLocation location) {
        return (int) location.getByteOffset();
    }

    /** Rejects NUL bytes, too: at the start they make the parser assume UTF-16 or UTF-32. */
    private static void requireUtf8(byte[] body) {
        for (byte b : body) {
            if (b == 0) {
                throw parseError(null, "the body must be UTF-8 without NUL", "value_error.utf8");
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw parseError(null, "the body must be UTF-8", "value_error.utf8");
        }
    }

    private static ApiException parseError(JsonLocation at, String msg, String type) {
        List<Object> loc = at == null ? List.of("body") : List.of("body", Math.max(0, at.getByteOffset()));
        return ApiException.invalid(new Violation(loc, msg, type));
    }
}
