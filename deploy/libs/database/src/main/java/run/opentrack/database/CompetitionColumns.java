package run.opentrack.database;

/** SQL expressions of values that services send from rows of the table competition, so that all render them alike. */
public final class CompetitionColumns {
    /** Time in RFC 3339, in UTC, with microseconds. */
    private static final String TIME = "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    /** Text of the time of the last change. */
    public static final String UPDATED_AT = TIME.formatted("updated_at");

    /** JSON of the status. Most competitions have none stored; they are scheduled since their creation. */
    public static final String STATUS = "coalesce(status_json,"
            + " '{\"status\":\"scheduled\",\"reason\":\"\",\"since\":\"' || " + TIME.formatted("created_at")
            + " || '\",\"previous_dates\":[]}')";

    private CompetitionColumns() {}
}
