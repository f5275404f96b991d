package run.opentrack.export.calendar;

import java.math.BigDecimal;
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
import net.fortuna.ical4j.model.property.immutable.ImmutableMethod;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/**
 * A competition as an all-day event of RFC 5545. Event by event, since a whole calendar of a continent does not fit into
 * memory.
 */
final class CalendarEvent {
    /** A component that says nothing, for calendars without any event. */
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

    private static final String TWICE_A_DAY = "PT12H";
    private static final int LINE_OCTETS = 75;

    private CalendarEvent() {}

    /** @param calendar its name as {@link CalendarNames} has it */
    static String calendarHead(String calendar) {
        String title = "Athletics: " + calendar.replace("_calendar", "").replace('_', ' ');
        PropertyList properties = new PropertyList(List.of(
                new ProdId("-//OpenTrack//Athletics calendar//EN"),
                ImmutableVersion.VERSION_2_0,
                ImmutableMethod.PUBLISH,
                new XProperty("X-WR-CALNAME", title),
                new net.fortuna.ical4j.model.property.Name(new ParameterList(), title),
                refresh(),
                new XProperty("X-PUBLISHED-TTL", TWICE_A_DAY)));
        return "BEGIN:VCALENDAR\r\n" + folded(properties.toString());
    }

    static String of(CalendarEntry entry) {
        List<Property> properties = new ArrayList<>();
        properties.add(new Uid(entry.text("id") + "@opentrack.run"));
        properties.add(new DtStamp(entry.updatedAt()));
        properties.add(new LastModified(entry.updatedAt()));
        properties.add(new Sequence(entry.revision()));
        properties.add(new DtStart<>(LocalDate.parse(entry.text("date"))));
        // The day after the last one: an event ends where this begins.
        properties.add(new DtEnd<>(LocalDate.parse(entry.text("finish_date")).plusDays(1)));
        properties.add(ImmutableStatus.VEVENT_CONFIRMED);
        // A calendar of the whole country keeps nobody busy.
        properties.add(ImmutableTransp.TRANSPARENT);
        properties.add(new Summary(lines(entry.text("full_name"))));
        addPlace(properties, entry);
        addWords(properties, entry);
        return folded(new VEvent(new PropertyList(properties)).toString());
    }

    private static void addPlace(List<Property> properties, CalendarEntry entry) {
        StringJoiner place = new StringJoiner(", ");
        List.of("address", "city", "country_id").stream()
                .filter(entry::has)
                .forEach(part -> place.add(entry.text(part)));
        properties.add(new Location(lines(place.toString())));
        if (entry.has("latitude") && entry.has("longitude")) {
            BigDecimal latitude = entry.members().get("latitude").decimalValue();
            properties.add(new Geo(latitude, entry.members().get("longitude").decimalValue()));
        }
    }

    private static void addWords(List<Property> properties, CalendarEntry entry) {
        properties.add(new Categories(entry.type().name()));
        StringJoiner words = new StringJoiner("\n");
        List.of("name_local", "basic_description", "entry_link", "results_link").stream()
                .filter(entry::has)
                .forEach(member -> words.add(entry.text(member)));
        if (words.length() > 0) {
            properties.add(new Description(lines(words.toString())));
        }
        if (entry.has("website")) {
            LinkUri.of(entry.text("website")).map(Url::new).ifPresent(properties::add);
        }
    }

    private static Property refresh() {
        return new RefreshInterval(
                new ParameterList(List.of(net.fortuna.ical4j.model.parameter.Value.DURATION)), TWICE_A_DAY);
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** Lines of at most 75 octets, none of which ends within a character: the library counts characters, not octets. */
    static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length() + 64);
        int octets = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int length = utf8Length(character);
            if (character == '\r' || character == '\n') {
                octets = 0;
            } else if (octets + length > LINE_OCTETS) {
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
