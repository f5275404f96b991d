package run.opentrack.export.run;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.IntStream;
import run.opentrack.export.run.RunRepository.RunLease;

/**
 * Scheduled time of a nightly run.
 *
 * @param day calendar day in the configured zone
 * @param due time at which the run is to start
 */
record NightlySlot(LocalDate day, Instant due) {
    /** Returns the latest slot that is due. On a day on which the clock skips the time, the slot is due right after. */
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
     * Returns the years to publish: the current and the following one, in January also the one before, whose last
     * competitions end or have their results then. The slot's day counts rather than the current time, because clocks of
     * replicas differ; a run of the old year's last night that is caught up in the new year publishes the new year.
     */
    static List<Integer> years(RunLease lease, ZoneId zone) {
        LocalDate started = LocalDate.ofInstant(lease.startedAt(), zone);
        LocalDate day = lease.night()
                .filter(night -> night.getYear() > started.getYear())
                .orElse(started);
        int first = day.getMonth() == Month.JANUARY ? day.getYear() - 1 : day.getYear();
        return IntStream.rangeClosed(first, day.getYear() + 1).boxed().toList();
    }
}
