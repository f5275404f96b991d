package run.opentrack.competition.imports.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.imports.format.SourceFormat.SourceReader;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Reader of a JSON array of competitions, the form of our own files. Each one is parsed as the body of a create. */
final class JsonSourceReader implements SourceReader {
    /** Characters outside ASCII have up to four bytes. */
    private static final int MAX_ITEM_BYTES = 4 * SourceRow.MAX_LENGTH;

    @Override
    public void read(byte[] content, SourceOptions options, Consumer<SourceRow> rows) {
        try (JsonParser parser = JsonObjectParser.ITEMS.createParser(content)) {
            // UTF-16 and UTF-32 have no offsets of bytes.
            if (parser.nextToken() != JsonToken.START_ARRAY
                    || parser.currentTokenLocation().getByteOffset() < 0) {
                throw new InvalidSourceException("must be a JSON array of competitions in UTF-8");
            }
            for (int number = 1; parser.nextToken() != JsonToken.END_ARRAY; number++) {
                rows.accept(toRow(number, parser, content, options));
            }
            if (parser.nextToken() != null) {
                throw new InvalidSourceException("must be one JSON array, without text behind it");
            }
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "" : "; it cannot be parsed at line " + at.getLineNr();
            throw new InvalidSourceException("must be a JSON array of competitions in UTF-8" + line);
        } catch (IOException e) {
            throw new InvalidSourceException("must be a JSON array of competitions in UTF-8");
        }
    }

    private static SourceRow toRow(int number, JsonParser parser, byte[] content, SourceOptions options)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return invalid(number, List.of(new Violation(List.of("body"), "must be a JSON object", "type_error.dict")));
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        if (end - start > MAX_ITEM_BYTES) {
            return invalid(
                    number,
                    List.of(new Violation(
                            List.of("body"), "must have at most " + MAX_ITEM_BYTES + " bytes", "value_error.length")));
        }
        try {
            return SourceRow.of(
                    number, options, JsonObjectParser.members(Arrays.copyOfRange(content, start, end)), List.of());
        } catch (ApiException invalid) {
            return invalid(number, violations(invalid));
        }
    }

    private static SourceRow invalid(int number, List<Violation> violations) {
        return new SourceRow(number, null, Map.of(), violations);
    }

    private static List<Violation> violations(ApiException invalid) {
        return ((List<?>) invalid.detail()).stream().map(Violation.class::cast).toList();
    }
}
