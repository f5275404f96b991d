package run.opentrack.export.calendar;

import java.util.List;
import java.util.Locale;

/** What the files are called. */
final class CalendarNames {
    static final String EUROATH = "euroath";
    static final String ATHCAL = "athcal";

    private CalendarNames() {}

    /** The calendar of all members of European Athletics. */
    static String european(String folder, int year) {
        return folder + "/european_calendar_" + year + ".json";
    }

    /** The calendar of one country. */
    static String domestic(String folder, String country, int year) {
        return folder + "/domestic_calendar_" + country + "_" + year + ".json";
    }

    /** The names under which calendar pages look for a file: pages of the time ask for lower case. */
    static List<String> spellings(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? List.of(name) : List.of(name, lower);
    }
}
