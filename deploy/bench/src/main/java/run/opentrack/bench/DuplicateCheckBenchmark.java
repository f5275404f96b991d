package run.opentrack.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateRepository;
import run.opentrack.competition.duplicate.CandidateRowMapper;
import run.opentrack.competition.duplicate.CrossBorderRepository;
import run.opentrack.competition.duplicate.DuplicateMatcher;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;

/**
 * Latency of the duplicate check, candidate query and scoring, in the country with the most competitions or a given
 * one. One connection, one check at a time; the database is filled by {@link LoadCompetitions}.
 *
 * <p>Arguments: the JDBC URL, a user, the password, optionally a country.
 */
public final class DuplicateCheckBenchmark {
    private static final int WARM_UP_CHECKS = 3_000;
    private static final int MEASURED_CHECKS = 3_000;

    private final Connection database;
    private final PreparedStatement query;
    private final PreparedStatement crossBorderQuery;
    private long rows;
    private long duplicates;

    private DuplicateCheckBenchmark(Connection database) throws SQLException {
        this.database = database;
        this.query = database.prepareStatement(CandidateRepository.QUERY.replaceAll("\\$\\d", "?"));
        this.crossBorderQuery = database.prepareStatement(CrossBorderRepository.QUERY.replaceAll("\\$\\d", "?"));
    }

    public static void main(String[] arguments) throws SQLException {
        try (Connection database = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            database.setSchema("opentrack");
            DuplicateCheckBenchmark benchmark = new DuplicateCheckBenchmark(database);
            String country = arguments.length > 3 ? arguments[3] : benchmark.largestCountry();
            List<MatchFeatures> probes = benchmark.sample(country, WARM_UP_CHECKS + MEASURED_CHECKS);
            long[] nanos = new long[MEASURED_CHECKS];
            for (int i = 0; i < WARM_UP_CHECKS + MEASURED_CHECKS; i++) {
                MatchFeatures probe = probes.get(i % probes.size());
                long begin = System.nanoTime();
                benchmark.check(probe);
                nanos[i % MEASURED_CHECKS] = System.nanoTime() - begin;
                if (i == WARM_UP_CHECKS) {
                    benchmark.rows = 0;
                    benchmark.duplicates = 0;
                }
            }
            benchmark.report(country, nanos);
        }
    }

    private void report(String country, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f ms, p99 %.2f ms, %.1f rows read and %.3f matches per check%n",
                country,
                nanos[MEASURED_CHECKS / 2] / 1e6,
                nanos[MEASURED_CHECKS * 99 / 100] / 1e6,
                (double) rows / MEASURED_CHECKS,
                (double) duplicates / MEASURED_CHECKS);
    }

    private void check(MatchFeatures probe) throws SQLException {
        check(probe, query, CandidateRepository.parameters(List.of(probe)));
        check(probe, crossBorderQuery, CrossBorderRepository.parameters(List.of(probe)));
    }

    private void check(MatchFeatures probe, PreparedStatement statement, Object[][] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setArray(i + 1, database.createArrayOf(typeOf(parameters[i]), parameters[i]));
        }
        try (ResultSet candidates = statement.executeQuery()) {
            while (candidates.next()) {
                rows++;
                MatchFeatures candidate = CandidateRowMapper.features(row(candidates), probe);
                duplicates += DuplicateMatcher.compare(probe, candidate).isDuplicate() ? 1 : 0;
            }
        }
    }

    private static String typeOf(Object[] values) {
        return values instanceof Integer[] ? "integer" : values instanceof UUID[] ? "uuid" : "text";
    }

    /** Columns without the first, the index of the probe. */
    private static Object[] row(ResultSet candidates) throws SQLException {
        Object[] row = new Object[16];
        for (int column = 0; column < row.length; column++) {
            Object value = candidates.getObject(column + 2);
            row[column] = value instanceof Date date
                    ? date.toLocalDate()
                    : value instanceof Array array ? array.getArray() : value;
        }
        return row;
    }

    private String largestCountry() throws SQLException {
        try (ResultSet country = database.createStatement()
                .executeQuery("SELECT country_id FROM competition GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")) {
            country.next();
            return country.getString(1);
        }
    }

    /** Stored competitions under a name with one more word, as if they were sent again. */
    private List<MatchFeatures> sample(String country, int limit) throws SQLException {
        List<MatchFeatures> sample = new ArrayList<>();
        try (PreparedStatement statement =
                database.prepareStatement("SELECT full_name, name_local, date, finish_date, city, latitude, longitude"
                        + " FROM competition WHERE country_id = ? ORDER BY md5(id::text) LIMIT ?")) {
            statement.setString(1, country);
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sample.add(features(country, row));
                }
            }
        }
        return sample;
    }

    private static MatchFeatures features(String country, ResultSet row) throws SQLException {
        String key = NameNormalizer.normalize("Another " + row.getString(1));
        return new MatchFeatures(
                null,
                NameParser.parse(key, country),
                null,
                MatchFeatures.otherKey(row.getString(2), key),
                country,
                row.getDate(3).toLocalDate(),
                row.getDate(4).toLocalDate(),
                NameNormalizer.normalize(row.getString(5)),
                (Double) row.getObject(6),
                (Double) row.getObject(7),
                null,
                "",
                null,
                null,
                null);
    }
}
