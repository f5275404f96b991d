package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Query of competitions of other countries near a given one, or with the same website. They are possible duplicates at
 * best, which no write depends on, so the other country is not locked.
 */
public final class CrossBorderRepository {
    private static final int CELLS_PER_DEGREE = 4;
    /** Numbers of one row of latitude: a cell has the number row * CELLS_PER_ROW + column. */
    private static final int CELLS_PER_ROW = 2_000;

    private static final double KM_PER_DEGREE_OF_LATITUDE = 111;
    private static final double MAX_DEGREES_OF_LATITUDE =
            PairLocation.MAX_CROSS_BORDER_DISTANCE_KM / KM_PER_DEGREE_OF_LATITUDE;
    /** Limit near the poles, where a degree of longitude is short; less than the maximum distance there. */
    private static final double MAX_DEGREES_OF_LONGITUDE = 2;

    private static final String SELECT_OF_OTHER_COUNTRY = "SELECT " + CandidateRowMapper.COLUMNS + """
             FROM opentrack.competition
            WHERE country_id <> p.country AND date BETWEEN start - 7 AND finish AND finish_date >= start AND\s""";
    /** Limit for each given competition and of any rows, since all at one place would have to be sorted. */
    private static final String LIMIT = " LIMIT 200";

    /** Uses the indexes competition_cell_idx and competition_website_idx. */
    public static final String QUERY = "SELECT CAST(number AS integer), c.* FROM " + """
                   unnest(CAST($1 AS text[]), CAST(CAST($2 AS text[]) AS date[]), CAST(CAST($3 AS text[]) AS date[]),
                          CAST($4 AS text[]), CAST($5 AS text[]), CAST($6 AS text[]))
                   WITH ORDINALITY AS p (country, start, finish, cells, page, name, number)
             CROSS JOIN LATERAL (SELECT u.* FROM (("""
            + SELECT_OF_OTHER_COUNTRY + """
                      latitude IS NOT NULL AND longitude IS NOT NULL
                        AND floor(latitude * %1$d)::integer * %2$d + floor(longitude * %1$d)::integer
                            = ANY(CAST(string_to_array(p.cells, ',') AS integer[]))""".formatted(CELLS_PER_DEGREE, CELLS_PER_ROW)
            + LIMIT + ") UNION ALL (" + SELECT_OF_OTHER_COUNTRY + """
                      website ~ '[0-9]' AND website = p.page AND hashtextextended(website, 0) = hashtextextended(p.page, 0)"""
            + LIMIT + ")) u ORDER BY name_key = p.name DESC, id LIMIT 100) c";

    private CrossBorderRepository() {}

    /** Candidate rows of each probe, in the order of the probes. */
    static Uni<List<List<Object[]>>> find(SqlExecutor sql, List<MatchFeatures> probes) {
        Uni<List<Object[]>> found = probes.stream().anyMatch(CrossBorderRepository::isSearchable)
                ? sql.query(QUERY, (Object[]) parameters(probes))
                : Uni.createFrom().item(List.of());
        return found.map(rows -> CandidateRepository.groupByProbe(rows, probes.size()));
    }

    /** Query parameters as arrays, one element per probe. */
    public static Object[][] parameters(List<MatchFeatures> probes) {
        return new Object[][] {
            SqlExecutor.column(probes, MatchFeatures::countryId, String[]::new),
            SqlExecutor.column(probes, probe -> probe.date().toString(), String[]::new),
            SqlExecutor.column(probes, probe -> probe.finishDate().toString(), String[]::new),
            SqlExecutor.column(probes, CrossBorderRepository::cells, String[]::new),
            SqlExecutor.column(probes, IdentifierRules::pageOfOneCompetition, String[]::new),
            SqlExecutor.column(probes, probe -> probe.fullName().key(), String[]::new)
        };
    }

    private static boolean isSearchable(MatchFeatures probe) {
        return probe.hasPosition() || IdentifierRules.pageOfOneCompetition(probe) != null;
    }

    /** Numbers of the cells that contain the maximum distance, separated by commas; empty without a position. */
    static String cells(MatchFeatures probe) {
        if (!probe.hasPosition()) {
            return "";
        }
        double degreesOfLongitude = Math.min(
                MAX_DEGREES_OF_LONGITUDE, MAX_DEGREES_OF_LATITUDE / Math.cos(Math.toRadians(probe.latitude())));
        int[] columns = cellRange(probe.longitude(), degreesOfLongitude).toArray();
        return cellRange(probe.latitude(), MAX_DEGREES_OF_LATITUDE)
                .flatMap(row -> Arrays.stream(columns).map(column -> row * CELLS_PER_ROW + column))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }

    private static IntStream cellRange(double degrees, double distance) {
        return IntStream.rangeClosed(cell(degrees - distance), cell(degrees + distance));
    }

    private static int cell(double degrees) {
        return (int) Math.floor(degrees * CELLS_PER_DEGREE);
    }
}
