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
 * Asks the database for what competitions may be the same as. Few rows for each: those of its country on its dates whose
 * names say the same in all that tells competitions apart, and those with its national id or its id.
 */
public final class CandidateRepository {
    private static final String SELECT_COMPETITION = "SELECT * FROM opentrack.competition WHERE ";

    private static final String BLOCKING_KEYS =
            "ANY(ARRAY[w.country || ' ' || said, w.country || ' ' || said_locally])";

    /**
     * Each line has an index: competition_said_idx, competition_local_said_idx, competition_long_idx (longer than eight
     * days are few), competition_national_id_idx, competition_pkey.
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
     * One question for all, which costs the database one plan and the network one way. Shorter than 2,048 characters: the
     * client prepares a longer one anew each time, which costs more than its answer.
     */
    public static final String QUERY = "SELECT CAST(number AS integer), " + CandidateRowMapper.COLUMNS + " FROM " + """
                   unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
                          CAST(CAST($4 AS text[]) AS date[]), CAST(CAST($5 AS text[]) AS date[]),
                          CAST($6 AS integer[]), CAST($7 AS text[]), CAST($8 AS uuid[]), CAST($9 AS text[]))
                   WITH ORDINALITY AS w (country, said, said_locally, first, last, in_year, nationally, itself, named, number)
             CROSS JOIN LATERAL ("""
            + CANDIDATES_OF_ONE + ") c";

    private CandidateRepository() {}

    /** The rows for each, in the order of those that are asked for. */
    static Uni<List<List<Object[]>>> find(SqlExecutor statements, List<MatchFeatures> wanted) {
        return statements.query(QUERY, (Object[]) parameters(wanted)).map(rows -> groupByProbe(rows, wanted.size()));
    }

    /** An array for each parameter of the query, with a place for each that is asked for. */
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
