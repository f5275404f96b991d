package run.opentrack.export.calendar;

import java.util.function.Function;

/** The formats of a calendar: how a file of it is called, begins and ends, and how a competition stands in it. */
enum CalendarFormat {
    /** What the API answers, byte for byte. */
    JSON("euroath/", ".json", "application/json; charset=utf-8", "[", ",", "]", ExportedCompetition::rendered),
    /** What the calendar pages of the time read. */
    ATHCAL("athcal/", ".json", "application/json; charset=utf-8", "[", ",", "]", AthcalJson::render),
    /** What phones and calendar programs subscribe to. */
    ICALENDAR("euroath/", ".ics", "text/calendar; charset=utf-8", "", "", "END:VCALENDAR\r\n", ICalendarEvent::render),
    /** What spreadsheets open. */
    CSV("euroath/", ".csv", "text/csv; charset=utf-8; header=present", CsvRow.HEADER, "", "", CsvRow::render),
    /** What search engines read. */
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

    /** @param calendar its name as {@link CalendarFileNames} has it */
    String fileName(String calendar) {
        return folder + calendar + extension;
    }

    String contentType() {
        return contentType;
    }

    /** What a file begins with. */
    String header(String calendar) {
        return this == ICALENDAR ? ICalendarEvent.header(calendar) : header;
    }

    String separator() {
        return separator;
    }

    /** What a file ends with. An iCalendar may not be without any component. */
    String footer(boolean empty) {
        return this == ICALENDAR && empty ? ICalendarEvent.UTC_ZONE + footer : footer;
    }

    String render(ExportedCompetition entry) {
        return render.apply(entry);
    }
}
