package run.opentrack.competition.bulk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Parser of the body of a bulk call: a JSON array, lines of JSON, or CSV. Each item is read by itself, as the body of a
 * single call is, so that a faulty one is an error of that item only.
 */
public final class BulkParser {
    public static final int MAX_ITEMS = 1_000;
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private BulkParser() {}

    /**
     * @param contentType the header, null if it was not sent; any other type is read as a JSON array
     * @throws ApiException 413 for too many items, 422 for a body that cannot be divided into items
     */
    public static List<BulkOperation> parse(byte[] body, String contentType) {
        String type = contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
        if (type.startsWith(NDJSON)) {
            return parseLines(body);
        }
        return type.startsWith(CSV) ? CsvParser.parse(decode(body)) : parseArray(body);
    }

    static boolean isEmptyArray(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).strip().matches("\\[\\s*]");
    }

    private static List<BulkOperation> parseArray(byte[] body) {
        decode(body);
        List<BulkOperation> operations = new ArrayList<>();
        try (JsonParser parser = JsonObjectParser.ITEMS.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw invalid("a JSON array is required", "value_error.missing");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                add(operations, Arrays.copyOfRange(body, start, end));
            }
            if (parser.nextToken() != null) {
                throw invalid("no text may follow the JSON", "value_error.jsondecode.trailing");
            }
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw invalid("the JSON cannot be parsed" + where, "value_error.jsondecode");
        } catch (IOException e) {
            throw invalid("the JSON cannot be parsed", "value_error.jsondecode");
        }
        return operations;
    }

    private static List<BulkOperation> parseLines(byte[] body) {
        List<BulkOperation> operations = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                byte[] line = Arrays.copyOfRange(body, start, i);
                if (!isBlank(line)) {
                    add(operations, line);
                }
                start = i + 1;
            }
        }
        return operations;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private static void add(List<BulkOperation> operations, byte[] json) {
        requireSpace(operations.size());
        operations.add(BulkOperation.parse(json));
    }

    static void requireSpace(int count) {
        if (count >= MAX_ITEMS) {
            throw ApiException.tooManyItems(MAX_ITEMS);
        }
    }

    private static String decode(byte[] body) {
        for (byte b : body) {
            if (b == 0) {
                throw invalid("the body must be UTF-8 without NUL", "value_error.utf8");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("the body must be UTF-8", "value_error.utf8");
        }
    }

    static ApiException invalid(String msg, String type) {
        return ApiException.invalid(new Violation(List.of("body"), msg, type));
    }
}
