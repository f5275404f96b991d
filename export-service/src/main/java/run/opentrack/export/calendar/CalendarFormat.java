package run.opentrack.export.calendar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import run.opentrack.export.store.ExportFile;

/** Calendar formats: file name, media type, header, separator, footer and the rendering of a competition. */
enum CalendarFormat {
    /** Bytes of the API's response. */
    JSON("euroath/", ".json", "application/json; charset=utf-8", "[", ",", "]", ExportedCompetition::rendered),
    /** JSON for existing calendar pages. */
    ATHCAL("athcal/", ".json", "application/json; charset=utf-8", "[", ",", "]", AthcalJson::render),
    /** Feed for phones and calendar programs. */
    ICALENDAR("euroath/", ".ics", "text/calendar; charset=utf-8", "", "", "END:VCALENDAR\r\n", ICalendarEvent::render),
    /** Table for spreadsheets. */
    CSV("euroath/", ".csv", "text/csv; charset=utf-8; header=present", CsvRow.HEADER, "", "", CsvRow::render),
    /** Structured data for search engines. */
    JSON_LD("euroath/", ".jsonld", "application/ld+json", JsonLdEvent.HEADER, ",", "]}", JsonLdEvent::render);

    private final String folder;
    private final String extension;
    private final String contentType;
    private final String header;
    private final String separator;
    private final String footer;
    private final Function<ExportedCompetition, String> render;

    CalendarFormat(
            String folder,
            String extension,
            String contentType,
            String header,
            String separator,
            String footer,
            Function<ExportedCompetition, String> render) {
        this.folder = folder;
        this.extension = extension;
        this.contentType = contentType;
        this.header = header;
        this.separator = separator;
        this.footer = footer;
        this.render = render;
    }

    /** @param calendar name without extension, {@code european_calendar_2027} */
    String fileName(String calendar) {
        return folder + calendar + extension;
    }

    /** Begins a file. */
    CalendarFile open(String calendar, Path folder) throws IOException {
        String begin = this == ICALENDAR ? ICalendarEvent.header(calendar) : header;
        return new CalendarFile(fileName(calendar), contentType, begin, separator, folder);
    }

    /** Ends a file; RFC 5545 requires at least one component. */
    ExportFile finish(CalendarFile file, boolean complete) throws IOException {
        return file.finish(this == ICALENDAR && file.isEmpty() ? ICalendarEvent.UTC_ZONE + footer : footer, complete);
    }

    String render(ExportedCompetition entry) {
        return render.apply(entry);
    }
}
