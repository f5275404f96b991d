package run.opentrack.competition.bulk;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import run.opentrack.http.body.CsvFormula;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;
import run.opentrack.http.body.TextValidator;

/**
 * Parser of the CSV files of the nightly export, a competition for each row; an empty cell is an absent member. Columns
 * {@code op}, {@code ref} and {@code if_match} make a row an operation, with {@code id} for an update or a deletion.
 */
final class CsvParser {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();

    private static final List<String> OPERATION_COLUMNS = List.of("op", "ref", "if_match");

    private CsvParser() {}

    static List<BulkOperation> parse(String text) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<BulkOperation> operations = new ArrayList<>();
        try (CSVParser rows = CSVParser.parse(new StringReader(content), FORMAT)) {
            List<String> header = rows.getHeaderNames().stream()
                    .map(TextValidator::trimIdentifier)
                    .toList();
            if (Set.copyOf(header).size() < header.size()) {
                throw new IllegalArgumentException("equal names");
            }
            for (CSVRecord row : rows) {
                BulkParser.requireSpace(operations.size());
                operations.add(toOperation(row, header));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw BulkParser.invalid(
                    "the CSV must have a header line with different names, and rows as RFC 4180 says",
                    "value_error.csv");
        }
        return operations;
    }

    private static BulkOperation toOperation(CSVRecord row, List<String> header) {
        if (!row.isConsistent()) {
            return BulkOperation.invalid(
                    null,
                    BulkParser.invalid("the row must have a cell for each of the columns", "value_error.csv.columns"));
        }
        Map<String, JsonMember> members = new LinkedHashMap<>();
        Map<String, JsonMember> operation = new LinkedHashMap<>();
        int size = 0;
        for (int n = 0; n < header.size(); n++) {
            String column = header.get(n);
            String cell = row.get(n);
            size += cell.length();
            if (!cell.isEmpty()) {
                (OPERATION_COLUMNS.contains(column) ? operation : members).put(column, toMember(column, cell));
            }
        }
        if (operation.isEmpty()) {
            return BulkOperation.create(members, size);
        }
        boolean byId = operation.containsKey("op")
                && List.of("update", "delete")
                        .contains(
                                TextValidator.trimIdentifier(operation.get("op").text()));
        if (byId && members.containsKey("id")) {
            operation.put("id", members.remove("id"));
        }
        return BulkOperation.parse(operation, members, size);
    }

    private static JsonMember toMember(String column, String cell) {
        String text = CsvFormula.restore(cell);
        if (!column.equals("age_groups")) {
            return JsonMember.of(Type.STRING, text);
        }
        List<JsonMember> groups = Arrays.stream(text.split(","))
                .map(group -> JsonMember.of(Type.STRING, group))
                .toList();
        return new JsonMember(Type.ARRAY, "", groups, true);
    }
}
