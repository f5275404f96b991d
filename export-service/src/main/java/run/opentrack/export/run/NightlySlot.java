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
record NightlySlot(LocalDate day, Instant due) {
    /** The latest night whose time has come. On a day on which the clock skips the time it is due right after. */
    static NightlySlot latest(Instant now, LocalTime at, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant due = ZonedDateTime.of(today, at, zone).toInstant();
        if (!due.isAfter(now)) {
            return new NightlySlot(today, due);
        }
        LocalDate yesterday = today.minusDays(1);
        return new NightlySlot(yesterday, ZonedDateTime.of(yesterday, at, zone).toInstant());
    }

    /**
     * The years that a run publishes: the current and the following one. The night counts and not the moment, since
     * clocks of replicas differ; a run that catches up with the old year's last night in the new year is the new year's.
     */
    static List<Integer> years(RunLease lease, ZoneId zone) {
        int started = lease.startedAt().atZone(zone).getYear();
        int year = lease.night()
                .map(LocalDate::getYear)
                .filter(night -> night > started)
                .orElse(started);
        return List.of(year, year + 1);
    }
}
