package run.opentrack.export.calendar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All-day event of RFC 5545 for a competition. */
final class ICalendarEvent {
    /** Component for calendars without events, which RFC 5545 does not allow to be empty. */
    static final String UTC_ZONE = """
            BEGIN:VTIMEZONE
            TZID:UTC
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0000
            TZOFFSETTO:+0000
            END:STANDARD
            END:VTIMEZONE
            """.replace("\n", "\r\n");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern ESCAPED = Pattern.compile("[\\\\;,]");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    /** Those of RFC 5545, section 3.8.1.11; a postponed event has no certain date. */
    private static final Map<String, String> STATUSES =
            Map.of("cancelled", "CANCELLED", "postponed", "TENTATIVE", "provisional", "TENTATIVE");

    private static final int MAX_LINE_OCTETS = 75;
    private static final int MAX_DECIMAL_PLACES = 6;

    private ICalendarEvent() {}

    /**
     * Header without METHOD, which would make the file an iTIP message and require an organizer (RFC 5546, 3.2.1).
     *
     * @param calendar name without extension, {@code european_calendar_2027}
     */
    static String header(String calendar) {
        String title = escape("Athletics: " + calendar.replace("_calendar", "").replace('_', ' '));
        return toLines(List.of(
                "BEGIN:VCALENDAR",
                "PRODID:-//OpenTrack//Athletics calendar//EN",
                "VERSION:2.0",
                "X-WR-CALNAME:" + title,
                "NAME:" + title,
                "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
                "X-PUBLISHED-TTL:PT12H"));
    }

    static String render(ExportedCompetition entry) {
        String updatedAt = TIME.format(entry.updatedAt());
        List<String> lines = new ArrayList<>(List.of(
                "BEGIN:VEVENT",
                "UID:" + entry.text("id") + "@opentrack.run",
                "DTSTAMP:" + updatedAt,
                "LAST-MODIFIED:" + updatedAt,
                "SEQUENCE:" + entry.sequence(),
                "DTSTART;VALUE=DATE:" + date(LocalDate.parse(entry.text("date"))),
                // DTEND is exclusive (RFC 5545, 3.6.1).
                "DTEND;VALUE=DATE:" + date(entry.finishDate().plusDays(1)),
                "STATUS:" + STATUSES.getOrDefault(entry.statusName(), "CONFIRMED"),
                // Subscribers stay available: the calendar covers a whole country.
                "TRANSP:TRANSPARENT",
                "SUMMARY:" + escape(entry.text("full_name")),
                "LOCATION:" + escape(join(entry, ", ", "address", "city", "country_id"))));
        if (entry.has("latitude") && entry.has("longitude")) {
            lines.add("GEO:" + degrees(entry, "latitude") + ";" + degrees(entry, "longitude"));
        }
        lines.add("CATEGORIES:" + entry.type());
        String texts = join(entry, "\n", "name_local", "basic_description");
        String description = Stream.of(
                        describeStatus(entry), texts, link(entry, "entry_link"), link(entry, "results_link"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
        if (!description.isEmpty()) {
            lines.add("DESCRIPTION:" + escape(description));
        }
        entry.uri("website").ifPresent(uri -> lines.add("URL:" + uri));
        lines.add("END:VEVENT");
        return toLines(lines);
    }

    /** Line that programs show which do not mark cancelled events; empty for a scheduled one without a reason. */
    private static String describeStatus(ExportedCompetition entry) {
        String status = entry.statusName();
        String reason = entry.status().get("reason").asText();
        String name = status.equals("scheduled") ? "" : ExportedCompetition.capitalize(status);
        return Stream.of(name, reason).filter(part -> !part.isEmpty()).collect(Collectors.joining(": "));
    }

    /** Link that programs recognise in a text, as a URI if it can be one. */
    private static String link(ExportedCompetition entry, String member) {
        return entry.uri(member).map(URI::toString).orElse(entry.text(member));
    }

    private static String date(LocalDate day) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private static String join(ExportedCompetition entry, String separator, String... members) {
        return Stream.of(members).filter(entry::has).map(entry::text).collect(Collectors.joining(separator));
    }

    /** Rounds to six decimal places (RFC 5545, 3.8.1.6) and writes no exponent (3.3.7). */
    private static String degrees(ExportedCompetition entry, String member) {
        BigDecimal degrees = entry.members().get(member).decimalValue();
        int scale = Math.min(degrees.scale(), MAX_DECIMAL_PLACES);
        return degrees.setScale(scale, RoundingMode.HALF_UP).toPlainString();
    }

    /** Escapes a text (RFC 5545, 3.3.11), in which every kind of line break is one. */
    private static String escape(String text) {
        String escaped = ESCAPED.matcher(text).replaceAll("\\\\$0");
        return LINE_BREAK.matcher(escaped).replaceAll("\\\\n");
    }

    private static String toLines(List<String> lines) {
        return lines.stream().map(line -> foldLine(line) + "\r\n").collect(Collectors.joining());
    }

    /** Folds a line at 75 octets (RFC 5545, 3.1) between characters. */
    static String foldLine(String text) {
        StringBuilder folded = new StringBuilder(text.length() + 64);
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int length = utf8Length(character);
            if (octets + length > MAX_LINE_OCTETS) {
                folded.append("\r\n ");
                octets = 1 + length;
            } else {
                octets += length;
            }
            folded.appendCodePoint(character);
            i += Character.charCount(character);
        }
        return folded.toString();
    }

    private static int utf8Length(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x1_0000 ? 3 : 4;
    }
}
