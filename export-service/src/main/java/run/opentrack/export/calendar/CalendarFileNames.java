package run.opentrack.export.calendar;

import java.util.List;
import java.util.Locale;

/** What the files are called, without the ending that says their format. */
final class CalendarFileNames {
    private CalendarFileNames() {}

    /** The calendar of all members of European Athletics. */
    static String european(int year) {
        return "european_calendar_" + year;
    }

    /** The calendar of one country. */
    static String domestic(String country, int year) {
        return "domestic_calendar_" + country + "_" + year;
    }

    /** The names under which calendar pages look for a file: pages of the time ask for lower case. */
    static List<String> aliases(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? List.of(name) : List.of(name, lower);
    }
}
