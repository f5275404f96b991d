package run.opentrack.competition.imports.format;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.imports.format.SourceFormat.SourceReader;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.Violation;

/** Reader of CSV (RFC 4180) as spreadsheets of all locales write it, with commas, semicolons or tabs. */
final class CsvSourceReader implements SourceReader {
    private static final int MAX_HEADER_CHARS = 1 << 16;
    /** The quotes and the columns that are ignored count too. */
    private static final int MAX_RECORD_CHARS = 2 * SourceRow.MAX_LENGTH;

    private static final List<Character> DELIMITERS = List.of(',', ';', '\t');
    /** First line by which Excel declares the delimiter. */
    private static final Pattern DECLARATION = Pattern.compile("\"?sep=([,;\t])\"?\\R", Pattern.CASE_INSENSITIVE);

    @Override
    public void read(byte[] content, SourceOptions options, Consumer<SourceRow> rows) {
        try (BufferedReader text = new BufferedReader(TextDecoder.open(content))) {
            read(text, options, rows);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidSourceException("the CSV cannot be read");
        }
    }

    private static void read(BufferedReader text, SourceOptions options, Consumer<SourceRow> rows) throws IOException {
        String head = head(text);
        Matcher declaration = DECLARATION.matcher(head);
        char delimiter;
        if (declaration.lookingAt()) {
            delimiter = declaration.group(1).charAt(0);
            text.skip(declaration.end());
        } else {
            delimiter = detectDelimiter(head, options);
        }
        RecordLimitReader limited = new RecordLimitReader(text);
        try (CSVParser parser = CSVParser.builder()
                .setReader(limited)
                .setFormat(format(delimiter))
                .get()) {
            readRecords(parser, limited, options, rows);
        }
    }

    private static String head(BufferedReader text) throws IOException {
        text.mark(MAX_HEADER_CHARS);
        char[] characters = new char[MAX_HEADER_CHARS];
        int length = 0;
        for (int read = 0; read >= 0 && length < characters.length; length += Math.max(0, read)) {
            read = text.read(characters, length, characters.length - length);
        }
        text.reset();
        return new String(characters, 0, length);
    }

    /** Returns the delimiter with which the header has the most columns that are known, then the most columns. */
    private static char detectDelimiter(String head, SourceOptions options) {
        return DELIMITERS.stream()
                .max(Comparator.comparingLong((Character delimiter) -> header(head, delimiter)
                                .filter(name -> CsvColumns.member(name, options.columns()) != null)
                                .count())
                        .thenComparingLong(delimiter -> header(head, delimiter).count()))
                .orElseThrow();
    }

    private static Stream<String> header(String head, char delimiter) {
        try (CSVParser parser = CSVParser.parse(head, format(delimiter))) {
            for (CSVRecord row : parser) {
                if (!isBlank(row)) {
                    return row.stream();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Quotes in the wrong place with this delimiter.
        }
        return Stream.of();
    }

    private static CSVFormat format(char delimiter) {
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(false)
                .get();
    }

    private static void readRecords(
            CSVParser parser, RecordLimitReader text, SourceOptions options, Consumer<SourceRow> rows) {
        List<String> members = null;
        Iterator<CSVRecord> records = parser.iterator();
        try {
            while (records.hasNext()) {
                CSVRecord row = records.next();
                text.startRecord();
                if (isBlank(row)) {
                    continue;
                }
                if (members == null) {
                    members = CsvColumns.members(row.toList(), options.columns());
                } else {
                    rows.accept(toRow(row, members, options));
                }
            }
        } catch (UncheckedIOException e) {
            throw new InvalidSourceException(
                    "a cell with quotes must begin and end with them, and double those inside, at" + " line "
                            + parser.getCurrentLineNumber());
        }
        if (members == null) {
            throw new InvalidSourceException("must have a header line");
        }
    }

    private static boolean isBlank(CSVRecord row) {
        return row.stream().allMatch(TextValidator::isBlank);
    }

    private static SourceRow toRow(CSVRecord row, List<String> columns, SourceOptions options) {
        Map<String, JsonMember> members = new LinkedHashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (int n = 0; n < row.size(); n++) {
            String column = n < columns.size() ? columns.get(n) : null;
            if (column != null) {
                JsonMember value = CsvCellParser.parse(column, row.get(n), options.dateOrder(), violations);
                if (value != null) {
                    members.put(column, value);
                }
            } else if (n >= columns.size() && !TextValidator.isBlank(row.get(n))) {
                violations.add(new Violation(
                        List.of("body"),
                        "must have no cell beyond the header line; a text with a separator needs quotes",
                        "value_error.csv.cells"));
                break;
            }
        }
        return SourceRow.of((int) row.getRecordNumber(), options, members, violations);
    }

    /** Reader that fails within a record that is too long, since the parser holds all of its cells in memory. */
    private static final class RecordLimitReader extends FilterReader {
        private int length;

        RecordLimitReader(Reader text) {
            super(text);
        }

        /** Begins to count anew. What the parser has read ahead is not counted. */
        void startRecord() {
            length = 0;
        }

        @Override
        public int read(char[] buffer, int offset, int count) throws IOException {
            int read = super.read(buffer, offset, count);
            length += Math.max(0, read);
            if (length > MAX_RECORD_CHARS) {
                throw new InvalidSourceException("a row must have at most " + MAX_RECORD_CHARS
                        + " characters; a quote may be missing at the end of a cell");
            }
            return read;
        }
    }
}
