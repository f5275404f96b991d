package run.opentrack.competition.duplicate;

import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.reading.NameReader;

/**
 * How long the duplicate check takes, the candidate query and the scoring, in the country with the most competitions, or
 * in one that is named. The database is filled by LoadCompetitions. One connection, one check after the other.
 *
 * <p>Arguments: the JDBC URL, a user, the password, perhaps a country.
 */
public final class DuplicateCheckTime {
    private static final int WARM_UP = 3_000;
    private static final int CHECKS = 3_000;
    private static final String SQL = Candidates.QUERY.replaceAll("\\?\\d", "?");
    private static final String[] TYPES = {"text", "text", "text", "text", "text", "integer", "text", "uuid", "text"};

    private final Connection database;
    private final PreparedStatement query;
    private long rows;
    private long found;

    private DuplicateCheckTime(Connection database) throws SQLException {
        this.database = database;
        this.query = database.prepareStatement(SQL);
    }

    public static void main(String[] arguments) throws SQLException {
        try (Connection database = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            database.setSchema("opentrack");
            DuplicateCheckTime time = new DuplicateCheckTime(database);
            String country = arguments.length > 3 ? arguments[3] : time.densest();
            List<Traits> wanted = time.sample(country, WARM_UP + CHECKS);
            long[] nanos = new long[CHECKS];
            for (int i = 0; i < WARM_UP + CHECKS; i++) {
                Traits one = wanted.get(i % wanted.size());
                long begin = System.nanoTime();
                time.check(one);
                nanos[i % CHECKS] = System.nanoTime() - begin;
                if (i == WARM_UP) {
                    time.rows = 0;
                    time.found = 0;
                }
            }
            time.report(country, nanos);
            time.explain(wanted.get(0));
        }
    }

    private void report(String country, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f ms, p99 %.2f ms, %.1f rows read and %.3f found each time%n",
                country,
                nanos[CHECKS / 2] / 1e6,
                nanos[CHECKS * 99 / 100] / 1e6,
                (double) rows / CHECKS,
                (double) found / CHECKS);
    }

    private void explain(Traits wanted) throws SQLException {
        try (PreparedStatement explain = database.prepareStatement("EXPLAIN (ANALYZE, BUFFERS) " + SQL)) {
            bind(explain, wanted);
            try (ResultSet plan = explain.executeQuery()) {
                while (plan.next()) {
                    System.out.println(plan.getString(1));
                }
            }
        }
    }

    private void check(Traits wanted) throws SQLException {
        bind(query, wanted);
        try (ResultSet candidates = query.executeQuery()) {
            while (candidates.next()) {
                rows++;
                found += DuplicateRules.compare(wanted, CandidateRow.traits(row(candidates), wanted))
                                .isDuplicate()
                        ? 1
                        : 0;
            }
        }
    }

    private void bind(PreparedStatement statement, Traits wanted) throws SQLException {
        Object[][] parameters = Candidates.parameters(List.of(wanted));
        for (int i = 0; i < parameters.length; i++) {
            statement.setArray(i + 1, database.createArrayOf(TYPES[i], parameters[i]));
        }
    }

    /** Without its first column, which says whose candidate it is. */
    private static Object[] row(ResultSet candidates) throws SQLException {
        Object[] row = new Object[16];
        for (int column = 0; column < row.length; column++) {
            Object value = candidates.getObject(column + 2);
            row[column] = value instanceof Date date ? date.toLocalDate() : value;
        }
        return row;
    }

    private String densest() throws SQLException {
        try (ResultSet country = database.createStatement()
                .executeQuery("SELECT country_id FROM competition GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")) {
            country.next();
            return country.getString(1);
        }
    }

    /** Competitions of the country under a name with one more word, as if they were registered again. */
    private List<Traits> sample(String country, int most) throws SQLException {
        List<Traits> sample = new ArrayList<>();
        try (PreparedStatement any = database.prepareStatement("SELECT full_name, name_local, date, finish_date, city"
                + " FROM competition WHERE country_id = ? ORDER BY md5(id::text) LIMIT ?")) {
            any.setString(1, country);
            any.setInt(2, most);
            try (ResultSet row = any.executeQuery()) {
                while (row.next()) {
                    sample.add(traits(country, row));
                }
            }
        }
        return sample;
    }

    private static Traits traits(String country, ResultSet row) throws SQLException {
        String key = NameKey.of("Another " + row.getString(1));
        LocalDate date = row.getDate(3).toLocalDate();
        LocalDate finish = row.getDate(4).toLocalDate();
        return new Traits(
                null,
                NameReader.read(key, country),
                null,
                OtherName.of(row.getString(2), key, country),
                country,
                date,
                finish,
                NameKey.of(row.getString(5)),
                null,
                null,
                null,
                "",
                null,
                null,
                null);
    }
}
