package run.opentrack.competition.query.cache;

import java.time.LocalDate;

/**
 * Dates of one country's calendar.
 *
 * @param country ISO code
 * @param from first date, inclusive
 * @param to last date, inclusive, not before {@code from}
 */
public record CalendarRange(String country, LocalDate from, LocalDate to) {
    CalendarRange ofYear(int year) {
        return new CalendarRange(country, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
    }

    /** Number of days shared with an overlapping range. */
    int daysWithin(CalendarRange other) {
        LocalDate first = from.isBefore(other.from) ? other.from : from;
        LocalDate last = to.isAfter(other.to) ? other.to : to;
        return (int) (last.toEpochDay() - first.toEpochDay()) + 1;
    }
}
