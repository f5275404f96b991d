package run.opentrack.export.run;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * The day whose run is due, and since when.
 *
 * @param day of the calendar, in the configured zone
 * @param due the moment at which its run was to begin
 */
record Night(LocalDate day, Instant due) {
    /** The latest night whose time has come. On a day on which the clock skips the time it is due right after. */
    static Night latest(Instant now, LocalTime at, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant due = ZonedDateTime.of(today, at, zone).toInstant();
        if (!due.isAfter(now)) {
            return new Night(today, due);
        }
        LocalDate yesterday = today.minusDays(1);
        return new Night(yesterday, ZonedDateTime.of(yesterday, at, zone).toInstant());
    }

    /** The years that are published at a moment: the current and the following one. */
    static List<Integer> years(Instant now, ZoneId zone) {
        int year = now.atZone(zone).getYear();
        return List.of(year, year + 1);
    }
}
