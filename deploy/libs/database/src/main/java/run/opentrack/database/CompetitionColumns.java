package run.opentrack.database;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Values that services send from rows of the table competition, as SQL expressions and in Java, so that all render them
 * alike.
 */
public final class CompetitionColumns {
    /** Time in RFC 3339, in UTC, with microseconds. */
    private static final String TIME = "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private static final DateTimeFormatter TIME_FORMAT =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    /** Text of the time of the last change. */
    public static final String UPDATED_AT = TIME.formatted("updated_at");

    private static final String BEFORE_SINCE = "{\"status\":\"scheduled\",\"reason\":\"\",\"since\":\"";
    private static final String BEHIND_SINCE = "\",\"previous_dates\":[]}";

    /** JSON of the status. Most competitions have none stored; they are scheduled since their creation. */
    public static final String STATUS = "coalesce(status_json, '" + BEFORE_SINCE + "' || "
            + TIME.formatted("created_at") + " || '" + BEHIND_SINCE + "')";

    /** JSON members of a removal for followers of changes, behind its time. */
    public static final String REMOVAL = """
            '"id":"' || competition_id || '","country_id":"' || country_id || '","national_id":' || to_json(national_id)
            || ',"reason":"' || reason || '","merged_into":' || coalesce(to_json(merged_into)::text, 'null')""";

    private CompetitionColumns() {}

    /** Returns the SQL text of a column of times. */
    public static String time(String column) {
        return TIME.formatted(column);
    }

    /** Returns a time as SQL renders it. */
    public static String formatTime(Instant time) {
        return TIME_FORMAT.format(time);
    }

    /**
     * Returns the JSON of a status that was never set.
     *
     * @param createdAt as {@link #formatTime} renders it
     */
    public static String initialStatus(String createdAt) {
        return BEFORE_SINCE + createdAt + BEHIND_SINCE;
    }
}
