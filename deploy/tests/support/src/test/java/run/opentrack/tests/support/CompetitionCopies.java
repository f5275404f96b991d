package run.opentrack.tests.support;

import java.util.Map;

/** Copies of one competition, inserted by SQL, as a million creates would take hours. */
public final class CompetitionCopies {
    private CompetitionCopies() {}

    /** Spreads the copies over ten years from 1900; returns the id of the original. */
    public static String of(ApiClient api, TestDatabase database, Map<String, Object> competition, int rows) {
        String id = api.post(TestCompetitions.PATH, competition)
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
        // In FROM, as (f(…)).* would call the function for each column.
        database.update("INSERT INTO opentrack.competition SELECT copy.*"
                + " FROM opentrack.competition c, generate_series(1, " + rows + ") n, LATERAL (SELECT date"
                + " '1900-01-01' + n % 3650 AS day) d,"
                + " LATERAL"
                + " jsonb_populate_record(null::opentrack.competition,"
                + " to_jsonb(c) ||"
                + " jsonb_build_object('id',"
                + " gen_random_uuid(), 'slug', 's' || n,"
                + " 'year', extract(year from"
                + " d.day)::int, 'date', d.day,"
                + " 'finish_date', d.day,"
                + " 'distinct_key', n::text)) copy WHERE"
                + " c.id = '" + id + "'");
        database.update("ANALYZE opentrack.competition");
        return id;
    }

    public static void remove(TestDatabase database, String country) {
        database.update("DELETE FROM opentrack.competition WHERE country_id = '" + country + "'");
    }
}
