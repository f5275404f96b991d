package run.opentrack.competition.imports.format;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import net.fortuna.ical4j.data.CalendarParserImpl;
import net.fortuna.ical4j.data.ContentHandler;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.data.UnfoldingReader;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.imports.format.SourceFormat.SourceReader;

/** Reader of iCalendar (RFC 5545). Handles the parser's events one by one, as its object model needs much memory. */
final class ICalendarSourceReader implements SourceReader {
    /** An alarm in an event. Deeper nesting is none of RFC 5545, and would exhaust the parser's stack. */
    private static final int MAX_DEPTH = 5;

    @Override
    public void read(byte[] content, SourceOptions options, Consumer<SourceRow> rows) {
        try {
            new CalendarParserImpl(true)
                    .parse(new UnfoldingReader(TextDecoder.open(content), true), new EventHandler(options, rows));
        } catch (ParserException e) {
            throw new InvalidSourceException(
                    e.getCause() instanceof InvalidSourceException invalid
                            ? invalid.getMessage()
                            : "must be an iCalendar file (RFC 5545); it cannot be read at line " + e.getLineNo());
        } catch (IOException e) {
            throw new InvalidSourceException("must be an iCalendar file (RFC 5545)");
        }
    }

    /** Collects the known properties of each VEVENT; those of components inside it, such as alarms, are ignored. */
    private static final class EventHandler implements ContentHandler {
        private final SourceOptions options;
        private final Consumer<SourceRow> rows;
        private final Map<String, String> properties = new HashMap<>();
        private ZoneId zone = ZoneOffset.UTC;
        private String property;
        private int depth;
        private boolean inEvent;
        private int number;

        EventHandler(SourceOptions options, Consumer<SourceRow> rows) {
            this.options = options;
            this.rows = rows;
        }

        @Override
        public void startCalendar() {
            zone = ZoneOffset.UTC;
        }

        @Override
        public void endCalendar() {
            // The events are complete before.
        }

        @Override
        public void startComponent(String name) {
            depth++;
            if (depth > MAX_DEPTH) {
                throw new InvalidSourceException("must not nest more than " + MAX_DEPTH + " components");
            }
            if (depth == 1) {
                inEvent = name.equalsIgnoreCase("VEVENT");
                properties.clear();
            }
        }

        @Override
        public void endComponent(String name) {
            depth--;
            if (depth == 0 && inEvent) {
                number++;
                rows.accept(new ICalendarEventParser(properties, zone, options).toRow(number));
            }
        }

        @Override
        public void startProperty(String name) {
            property = name.toUpperCase(Locale.ROOT);
        }

        @Override
        public void propertyValue(String value) {
            if (depth == 0 && property.equals("X-WR-TIMEZONE")) {
                zone = zone(value);
            } else if (depth == 1 && inEvent && ICalendarEventParser.PROPERTIES.contains(property)) {
                // What is cut is refused as too long.
                properties.putIfAbsent(property, value.substring(0, Math.min(value.length(), SourceRow.MAX_LENGTH)));
            }
        }

        @Override
        public void endProperty(String name) {
            // Values are complete before.
        }

        @Override
        public void parameter(String name, String value) {
            // The form of a date shows its type, and local times need no zone for their day.
        }

        private static ZoneId zone(String name) {
            try {
                return ZoneId.of(name.strip());
            } catch (DateTimeException unknown) {
                return ZoneOffset.UTC;
            }
        }
    }
}
