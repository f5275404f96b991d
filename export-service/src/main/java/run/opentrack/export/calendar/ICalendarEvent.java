package run.opentrack.export.calendar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Categories;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Geo;
import net.fortuna.ical4j.model.property.LastModified;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.Url;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * All-day event of RFC 5545 for a competition. Rendered one by one, because a calendar of a continent does not fit into
 * memory.
 */
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

    private static final String REFRESH_INTERVAL = "PT12H";
    private static final int MAX_LINE_OCTETS = 75;
    private static final int MAX_DECIMAL_PLACES = 6;

    private ICalendarEvent() {}

    /**
     * Header without METHOD, which would make the file an iTIP message and require an organizer (RFC 5546, 3.2.1).
     *
     * @param calendar name without extension, {@code european_calendar_2027}
     */
    static String header(String calendar) {
        String title = "Athletics: " + calendar.replace("_calendar", "").replace('_', ' ');
        PropertyList properties = new PropertyList(List.of(
                new ProdId("-//OpenTrack//Athletics calendar//EN"),
                ImmutableVersion.VERSION_2_0,
                new XProperty("X-WR-CALNAME", title),
                new net.fortuna.ical4j.model.property.Name(new ParameterList(), title),
                refreshInterval(),
                new XProperty("X-PUBLISHED-TTL", REFRESH_INTERVAL)));
        return "BEGIN:VCALENDAR\r\n" + foldLines(properties.toString());
    }

    static String render(ExportedCompetition entry) {
        List<Property> properties = new ArrayList<>();
        properties.add(new Uid(entry.text("id") + "@opentrack.run"));
        properties.add(new DtStamp(entry.updatedAt()));
        properties.add(new LastModified(entry.updatedAt()));
        properties.add(new Sequence(entry.revision()));
        properties.add(new DtStart<>(LocalDate.parse(entry.text("date"))));
        // DTEND is exclusive (RFC 5545, 3.6.1).
        properties.add(new DtEnd<>(LocalDate.parse(entry.text("finish_date")).plusDays(1)));
        properties.add(ImmutableStatus.VEVENT_CONFIRMED);
        // Subscribers stay available: the calendar covers a whole country.
        properties.add(ImmutableTransp.TRANSPARENT);
        properties.add(new Summary(normalizeLineBreaks(entry.text("full_name"))));
        addLocation(properties, entry);
        addDescription(properties, entry);
        return foldLines(new VEvent(new PropertyList(properties)).toString());
    }

    private static void addLocation(List<Property> properties, ExportedCompetition entry) {
        StringJoiner location = new StringJoiner(", ");
        List.of("address", "city", "country_id").stream()
                .filter(entry::has)
                .forEach(part -> location.add(entry.text(part)));
        properties.add(new Location(normalizeLineBreaks(location.toString())));
        if (entry.has("latitude") && entry.has("longitude")) {
            properties.add(new Geo(degrees(entry, "latitude"), degrees(entry, "longitude")));
        }
    }

    /** Rounds to six decimal places (RFC 5545, 3.8.1.6), which ical4j writes without an exponent (3.3.7). */
    private static BigDecimal degrees(ExportedCompetition entry, String member) {
        BigDecimal degrees = entry.members().get(member).decimalValue();
        return degrees.setScale(Math.max(0, Math.min(degrees.scale(), MAX_DECIMAL_PLACES)), RoundingMode.HALF_UP);
    }

    private static void addDescription(List<Property> properties, ExportedCompetition entry) {
        properties.add(new Categories(entry.type().name()));
        StringJoiner description = new StringJoiner("\n");
        List.of("name_local", "basic_description", "entry_link", "results_link").stream()
                .filter(entry::has)
                .forEach(member -> description.add(entry.text(member)));
        if (description.length() > 0) {
            properties.add(new Description(normalizeLineBreaks(description.toString())));
        }
        entry.uri("website").map(Url::new).ifPresent(properties::add);
    }

    private static Property refreshInterval() {
        return new RefreshInterval(
                new ParameterList(List.of(net.fortuna.ical4j.model.parameter.Value.DURATION)), REFRESH_INTERVAL);
    }

    private static String normalizeLineBreaks(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** Folds lines at 75 octets (RFC 5545, 3.1) between characters; ical4j counts characters instead. */
    static String foldLines(String text) {
        StringBuilder folded = new StringBuilder(text.length() + 64);
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int length = utf8Length(character);
            if (character == '\r' || character == '\n') {
                octets = 0;
            } else if (octets + length > MAX_LINE_OCTETS) {
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
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x1_0000 ? 3 : 4;
    }
}
