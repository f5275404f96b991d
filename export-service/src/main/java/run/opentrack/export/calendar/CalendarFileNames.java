package run.opentrack.export.calendar;

import java.util.List;
import java.util.Locale;

/** Names of calendar files without extension. */
final class CalendarFileNames {
    private CalendarFileNames() {}

    static String european(int year) {
        return "european_calendar_" + year;
    }

    static String domestic(String country, int year) {
        return "domestic_calendar_" + country + "_" + year;
    }

    /** Returns the name and its lower-case form, which existing calendar pages request. */
    static List<String> aliases(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? List.of(name) : List.of(name, lower);
    }
}
