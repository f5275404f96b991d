package run.opentrack.competition.imports.format;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.http.error.Violation;

/** Formats of calendars that can be imported. The parser of a format is loaded when a file of it is first read. */
public enum SourceFormat {
    CSV("text/csv"),
    ICS("text/calendar"),
    JSON("application/json");

    public static final int MAX_ROWS = 10_000;

    private final String mediaType;

    SourceFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Finds a format by its name, {@code csv}, or its media type with or without parameters. */
    public static Optional<SourceFormat> of(String text) {
        String name = text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> format.text().equals(name) || format.mediaType.equals(name))
                .findFirst();
    }

    /** Returns the name in the API and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the rows one after the other, so that a file needs little more memory than its bytes.
     *
     * @param rows receives each row that is not blank
     * @throws InvalidSourceException if the file as a whole cannot be read, or has more than {@value #MAX_ROWS} rows
     */
    public void read(byte[] content, SourceOptions options, Consumer<SourceRow> rows) {
        AtomicInteger count = new AtomicInteger();
        Consumer<SourceRow> counted = row -> {
            if (count.incrementAndGet() > MAX_ROWS) {
                throw new InvalidSourceException("must have at most " + MAX_ROWS + " rows");
            }
            rows.accept(row);
        };
        reader().read(content, options, counted);
    }

    private SourceReader reader() {
        return switch (this) {
            case CSV -> new CsvSourceReader();
            case ICS -> new ICalendarSourceReader();
            case JSON -> new JsonSourceReader();
        };
    }

    /** Parser of one format. */
    interface SourceReader {
        void read(byte[] content, SourceOptions options, Consumer<SourceRow> rows);
    }

    /** File that cannot be read at all. Its message names the rule that it violates, for the owner of the file. */
    public static final class InvalidSourceException extends RuntimeException {
        private static final int MAX_MESSAGE = 500;
        private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

        /** Shortens the message, which may contain text of the file, and removes what the database cannot store. */
        public InvalidSourceException(String message) {
            super(
                    CONTROL_CHARACTER
                            .matcher(Violation.shorten(message, MAX_MESSAGE))
                            .replaceAll(" "),
                    null,
                    false,
                    false);
        }
    }
}
