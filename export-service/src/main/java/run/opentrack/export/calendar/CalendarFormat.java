package run.opentrack.export.calendar;

import java.util.function.Function;

/** The formats of a calendar: how a file of it is called, begins and ends, and how a competition stands in it. */
enum CalendarFormat {
    /** What the API answers, byte for byte. */
    JSON("euroath/", ".json", "application/json; charset=utf-8", "[", ",", "]", CalendarEntry::rendered),
    /** What the calendar pages of the time read. */
    ATHCAL("athcal/", ".json", "application/json; charset=utf-8", "[", ",", "]", AthcalShape::of),
    /** What phones and calendar programs subscribe to. */
    ICALENDAR("euroath/", ".ics", "text/calendar; charset=utf-8", "", "", "END:VCALENDAR\r\n", CalendarEvent::of),
    /** What spreadsheets open. */
    CSV("euroath/", ".csv", "text/csv; charset=utf-8; header=present", CsvRow.HEADER, "", "", CsvRow::of),
    /** What search engines read. */
    JSON_LD("euroath/", ".jsonld", "application/ld+json", SportsEvent.HEAD, ",", "]}", SportsEvent::of);

    private final String folder;
    private final String ending;
    private final String contentType;
    private final String head;
    private final String separator;
    private final String tail;
    private final Function<CalendarEntry, String> shape;

    CalendarFormat(
            String folder,
            String ending,
            String contentType,
            String head,
            String separator,
            String tail,
            Function<CalendarEntry, String> shape) {
        this.folder = folder;
        this.ending = ending;
        this.contentType = contentType;
        this.head = head;
        this.separator = separator;
        this.tail = tail;
        this.shape = shape;
    }

    /** @param calendar its name as {@link CalendarNames} has it */
    String fileName(String calendar) {
        return folder + calendar + ending;
    }

    String contentType() {
        return contentType;
    }

    /** What a file begins with. */
    String head(String calendar) {
        return this == ICALENDAR ? CalendarEvent.calendarHead(calendar) : head;
    }

    String separator() {
        return separator;
    }

    /** What a file ends with. An iCalendar may not be without any component. */
    String tail(boolean empty) {
        return this == ICALENDAR && empty ? CalendarEvent.UTC_ZONE + tail : tail;
    }

    String shape(CalendarEntry entry) {
        return shape.apply(entry);
    }
}
