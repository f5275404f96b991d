package run.opentrack.tests.export;

import run.opentrack.tests.support.TestDatabase;

/** Inserts many competitions by SQL, for tests of size. */
final class BulkCompetitions {
    private static final String SLUG_PREFIX = "bulk-";

    private BulkCompetitions() {}

    /** @param rows spread over two years and all countries with a calendar */
    static void insert(TestDatabase database, long rows) {
        database.update(INSERT.formatted(rows, ExportSuite.YEAR));
        database.update("ANALYZE competition");
    }

    /** @param country of all rows */
    static void insert(TestDatabase database, String country, long rows) {
        database.update(
                INSERT.formatted(rows, ExportSuite.YEAR).replace("ids[1 + n % cardinality(ids)]", "'" + country + "'"));
    }

    /** Creates empty calendars of countries that have none. */
    static void createEmptyCalendars(TestDatabase database, String... countries) {
        for (String country : countries) {
            database.update("INSERT INTO calendar_version VALUES (?, 1) ON CONFLICT DO NOTHING", country);
        }
    }

    static void delete(TestDatabase database, String where) {
        database.update("DELETE FROM competition WHERE slug LIKE '" + SLUG_PREFIX + "%' AND (" + where + ")");
    }

    private static final String INSERT = """
        WITH countries AS (SELECT array_agg(country_id ORDER BY country_id) AS ids FROM calendar_version),
        given AS (
          SELECT n, gen_random_uuid() AS id, 'Open meeting ' || n || ' of the athletics club' AS name,
                 ids[1 + n %% cardinality(ids)] AS country, make_date(%2$d + n %% 2, 1, 1) + (n / 2 %% 365) AS day
            FROM generate_series(1, %1$d) n, countries)
        INSERT INTO competition (id, full_name, short_name, slug, name_local, country_id, address, city, latitude, longitude,
               date, finish_date, national_id, basic_description, contact_details, year, name_key, place_key, distinct_key,
               age_group_parts, search_terms, rendered, etag, revision, created_at, updated_at)
        SELECT id, name, '', 'bulk-' || n, '', country, '1 Stadium Road', 'City ' || n %% 997, 51.5, -0.12, day, day, '',
               '', 'office@example.org', extract(year FROM day), 'bulk ' || n, '', id, '{}', '{}',
               format('{"full_name":"%%s","short_name":"","slug":"bulk-%%s","name_local":"","country_id":"%%s",'
                 || '"address":"1 Stadium Road","city":"City %%s","venue_id":null,"latitude":51.5,"longitude":-0.12,'
                 || '"altitude":null,"date":"%%s","finish_date":"%%s","wa_rankings_category_id":9,"age_groups":["U18","SEN"],'
                 || '"national_id":"","basic_description":"","contact_details":"office@example.org","organiser_id":null,'
                 || '"website":"https://example.org/meetings/%%s","entry_link":"https://example.org/enter/%%s",'
                 || '"results_link":null,"override_token":null,"id":"%%s","year":%%s,'
                 || '"events":[{"event_code":"100","genders":"MF"},{"event_code":"LJ","genders":"F"}]}',
                 name, n, country, n %% 997, day, day, n, n, id, extract(year FROM day)),
               'e' || n, 0, now(), now()
          FROM given\
        """;
}
