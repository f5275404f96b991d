package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Blocking query of the duplicate check. A block holds the competitions of one country with overlapping dates and equal
 * discriminators, and those with the same national id or id, so that few rows are scored.
 */
public final class CandidateRepository {
    private static final String SELECT_COMPETITION = "SELECT * FROM opentrack.competition WHERE ";

    private static final String BLOCKING_KEYS =
            "ANY(ARRAY[w.country || ' ' || said, w.country || ' ' || said_locally])";

    /**
     * Union of the blocks. Each branch has an index: competition_said_idx, competition_local_said_idx,
     * competition_long_idx (events longer than eight days are few), competition_national_id_idx, competition_pkey.
     */
    private static final String CANDIDATES_OF_ONE = SELECT_COMPETITION + "country_id || ' ' || discriminators = "
            + BLOCKING_KEYS
            + " AND date BETWEEN first - 7 AND last AND finish_date >= first"
            + " UNION ALL " + SELECT_COMPETITION + "country_id || ' ' || local_discriminators = " + BLOCKING_KEYS
            + " AND date BETWEEN first - 7 AND last AND finish_date >= first"
            + " UNION ALL " + SELECT_COMPETITION
            + "country_id = w.country AND finish_date > date + 7 AND finish_date >= first AND date <= last"
            + " UNION ALL " + SELECT_COMPETITION
            + "country_id = w.country AND year = in_year AND national_id = nationally AND national_id <> ''"
            + " UNION ALL " + SELECT_COMPETITION + "id = itself";

    /**
     * One query for any number of probes: one plan and one round trip. Shorter than 2,048 characters, the limit above
     * which the client does not cache the prepared statement.
     */
    public static final String QUERY = "SELECT CAST(number AS integer), " + CandidateRowMapper.COLUMNS + " FROM " + """
                   unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
                          CAST(CAST($4 AS text[]) AS date[]), CAST(CAST($5 AS text[]) AS date[]),
                          CAST($6 AS integer[]), CAST($7 AS text[]), CAST($8 AS uuid[]), CAST($9 AS text[]))
                   WITH ORDINALITY AS w (country, said, said_locally, first, last, in_year, nationally, itself, named, number)
             CROSS JOIN LATERAL ("""
            + CANDIDATES_OF_ONE + ") c";

    private CandidateRepository() {}

    /** Candidate rows of each probe, in the order of the probes. */
    static Uni<List<List<Object[]>>> find(SqlExecutor statements, List<MatchFeatures> wanted) {
        return statements.query(QUERY, (Object[]) parameters(wanted)).map(rows -> groupByProbe(rows, wanted.size()));
    }

    /** Query parameters as arrays, one element per probe. */
    public static Object[][] parameters(List<MatchFeatures> wanted) {
        return new Object[][] {
            texts(wanted, MatchFeatures::countryId),
            texts(wanted, traits -> traits.fullName().discriminators()),
            texts(wanted, CandidateRepository::localDiscriminators),
            texts(wanted, traits -> traits.date().toString()),
            texts(wanted, traits -> traits.finishDate().toString()),
            wanted.stream().map(traits -> traits.date().getYear()).toArray(Integer[]::new),
            texts(wanted, CandidateRepository::nationalIdOrNull),
            wanted.stream().map(MatchFeatures::id).toArray(UUID[]::new),
            texts(wanted, traits -> traits.fullName().key())
        };
    }

    private static List<List<Object[]>> groupByProbe(List<Object[]> rows, int wanted) {
        List<List<Object[]>> of = IntStream.range(0, wanted)
                .<List<Object[]>>mapToObj(n -> new ArrayList<>())
                .toList();
        for (Object[] row : rows) {
            of.get((Integer) row[0] - 1).add(Arrays.copyOfRange(row, 1, row.length));
        }
        return of;
    }

    private static String[] texts(List<MatchFeatures> wanted, Function<MatchFeatures, String> text) {
        return wanted.stream().map(text).toArray(String[]::new);
    }

    private static String localDiscriminators(MatchFeatures traits) {
        return traits.localName() == null
                ? traits.fullName().discriminators()
                : traits.localName().parsed().discriminators();
    }

    private static String nationalIdOrNull(MatchFeatures traits) {
        return NationalIdRules.isValid(traits.nationalId(), traits.countryId()) ? traits.nationalId() : null;
    }
}
