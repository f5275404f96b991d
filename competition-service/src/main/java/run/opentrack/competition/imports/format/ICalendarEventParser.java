package run.opentrack.competition.imports.format;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.Violation;

/** Parser of one event of iCalendar into a competition. Times of day are dropped, as a competition has days only. */
final class ICalendarEventParser {
    /** Properties that are read; others are not kept. */
    static final Set<String> PROPERTIES = Set.of(
            "SUMMARY",
            "DTSTART",
            "DTEND",
            "DURATION",
            "LOCATION",
            "DESCRIPTION",
            "URL",
            "GEO",
            "UID",
            "RRULE",
            "RDATE",
            "RECURRENCE-ID",
            "STATUS");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final Pattern DATE_TIME = Pattern.compile("(\\d{8})(?:T(\\d{6})(Z?))?");
    private static final DateTimeFormatter TIME_FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern WEEKS = Pattern.compile("\\+?P(\\d{1,3})W");
    private static final int DAYS_PER_WEEK = 7;

    private final Map<String, String> properties;
    private final ZoneId zone;
    private final SourceOptions options;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * @param properties of the event by their names, as written
     * @param zone of the calendar, for times in UTC
     */
    ICalendarEventParser(Map<String, String> properties, ZoneId zone, SourceOptions options) {
        this.properties = properties;
        this.zone = zone;
        this.options = options;
    }

    SourceRow toRow(int number) {
        Map<String, JsonMember> members = new LinkedHashMap<>();
        String summary = text("SUMMARY");
        put(members, "full_name", summary == null ? null : summary.replaceAll("\\R", " "));
        putDates(members);
        put(members, "address", location());
        put(members, "basic_description", text("DESCRIPTION"));
        put(members, "website", properties.get("URL"));
        putPosition(members);
        requireSingle();
        String uid = properties.get("UID");
        return uid == null || TextValidator.isBlank(uid)
                ? SourceRow.of(number, options, members, violations)
                : new SourceRow(number, SourceRow.normalizeKey("uid:" + uid), members, violations);
    }

    private void putDates(Map<String, JsonMember> members) {
        LocalDateTime start = time("DTSTART");
        if (start == null) {
            violations.add(Violation.ofMember("date", "DTSTART must be a date or date-time", "value_error.date"));
            return;
        }
        LocalDateTime end = end(start);
        // The end is exclusive (RFC 5545, 3.6.1).
        LocalDate last = end.isAfter(start) ? end.minusNanos(1).toLocalDate() : start.toLocalDate();
        put(members, "date", start.toLocalDate().toString());
        put(members, "finish_date", last.toString());
    }

    private LocalDateTime end(LocalDateTime start) {
        String duration = properties.get("DURATION");
        if (properties.containsKey("DTEND")) {
            LocalDateTime end = time("DTEND");
            if (end == null) {
                violations.add(
                        Violation.ofMember("finish_date", "DTEND must be a date or date-time", "value_error.date"));
            }
            return end == null ? start : end;
        }
        return duration == null ? start : plus(start, duration.strip());
    }

    private LocalDateTime plus(LocalDateTime start, String duration) {
        try {
            Matcher weeks = WEEKS.matcher(duration);
            return start.plus(
                    weeks.matches()
                            ? Duration.ofDays(DAYS_PER_WEEK * Long.parseLong(weeks.group(1)))
                            : Duration.parse(duration));
        } catch (DateTimeException | ArithmeticException e) {
            violations.add(Violation.ofMember("finish_date", "DURATION must be a duration", "value_error.duration"));
            return start;
        }
    }

    private LocalDateTime time(String property) {
        Matcher parts = DATE_TIME.matcher(properties.getOrDefault(property, "").strip());
        if (!parts.matches()) {
            return null;
        }
        try {
            String time = parts.group(2) == null ? "000000" : parts.group(2);
            LocalDateTime local = LocalDateTime.parse(parts.group(1) + time, TIME_FORMAT);
            return "Z".equals(parts.group(3))
                    ? local.atZone(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDateTime()
                    : local;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the location without the country at its end, which our own files have. */
    private String location() {
        String location = text("LOCATION");
        String suffix = ", " + options.country();
        return location != null && location.endsWith(suffix)
                ? location.substring(0, location.length() - suffix.length())
                : options.country().equals(location) ? null : location;
    }

    private void putPosition(Map<String, JsonMember> members) {
        String[] position = properties.getOrDefault("GEO", "").split(";", -1);
        if (position.length == 2) {
            put(members, "latitude", position[0].strip());
            put(members, "longitude", position[1].strip());
        }
    }

    private void requireSingle() {
        if (properties.containsKey("RRULE")
                || properties.containsKey("RDATE")
                || properties.containsKey("RECURRENCE-ID")) {
            violations.add(new Violation(
                    List.of("body"), "must be one event for each time, not a recurring one", "value_error.recurring"));
        }
        if ("CANCELLED".equalsIgnoreCase(properties.getOrDefault("STATUS", "").strip())) {
            violations.add(new Violation(
                    List.of("body"), "is cancelled in the source; a status cannot be imported", "value_error.status"));
        }
    }

    private String text(String property) {
        String value = properties.get(property);
        return value == null
                ? null
                : ESCAPE.matcher(value)
                        .replaceAll(escape -> escape.group(1).equalsIgnoreCase("n")
                                ? "\n"
                                : Matcher.quoteReplacement(escape.group(1)));
    }

    private static void put(Map<String, JsonMember> members, String member, String value) {
        if (value != null) {
            members.put(member, SourceRow.text(value));
        }
    }
}
