package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Blocking query of the duplicate check. A block holds the competitions of one country with overlapping dates and equal
 * discriminators, and those with the same national id or id, so that few rows are scored.
 * The stored JSON is not read.
 */
public final class CandidateRepository {
    /** Number of candidates of one probe, the likeliest ones. */
    static final int MAX_CANDIDATES = 2_000;

    private static final String SELECT_COMPETITION = "SELECT * FROM opentrack.competition WHERE ";

    private static final String BLOCKING_KEYS =
            "ANY(ARRAY[p.country || ' ' || facets, p.country || ' ' || local_facets])";

    /**
     * Union of the blocks. Each branch has an index: competition_said_idx, competition_local_said_idx,
     * competition_long_idx (events longer than eight days are few), competition_national_id_idx, competition_pkey.
     */
    private static final String CANDIDATES_OF_ONE = SELECT_COMPETITION + "country_id || ' ' || discriminators = "
            + BLOCKING_KEYS
            + " AND date BETWEEN start - 7 AND finish AND finish_date >= start"
            + " UNION ALL " + SELECT_COMPETITION + "country_id || ' ' || local_discriminators = " + BLOCKING_KEYS
            + " AND date BETWEEN start - 7 AND finish AND finish_date >= start"
            + " UNION ALL " + SELECT_COMPETITION
            + "country_id = p.country AND finish_date > date + 7 AND finish_date >= start AND date <= finish"
            + " UNION ALL " + SELECT_COMPETITION
            + "country_id = p.country AND year = of_year AND national_id = nat_id AND national_id <> ''"
            + " UNION ALL " + SELECT_COMPETITION + "id = self";

    /** Total order, so that the override token of a probe covers the matches that the next check finds. */
    private static final String LIKELIEST_FIRST = "ORDER BY id = self DESC, national_id = nat_id DESC,"
            + " name_key = name AND date = start AND distinct_key = '' DESC, name_key = name DESC, abs(date - start) + abs(finish_date - finish), id LIMIT "
            + MAX_CANDIDATES;

    /**
     * One query for any number of probes: one plan and one round trip. Shorter than 2,048 characters, the limit above
     * which the client does not cache the prepared statement.
     */
    public static final String QUERY = "SELECT CAST(number AS integer), c.* FROM " + """
                   unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
                          CAST(CAST($4 AS text[]) AS date[]), CAST(CAST($5 AS text[]) AS date[]),
                          CAST($6 AS integer[]), CAST($7 AS text[]), CAST($8 AS uuid[]), CAST($9 AS text[]))
                   WITH ORDINALITY AS p (country, facets, local_facets, start, finish, of_year, nat_id, self, name, number)
             CROSS JOIN LATERAL (SELECT\s"""
            + CandidateRowMapper.COLUMNS + " FROM (" + CANDIDATES_OF_ONE + ") u " + LIKELIEST_FIRST + ") c";

    /** The size of a text is known without reading it. */
    private static final String JSON_WITHIN_SIZE = """
            SELECT c.id, CASE WHEN sum(octet_length(c.rendered)) OVER (ORDER BY w.n) <= $2 THEN c.rendered END
              FROM unnest(CAST($1 AS uuid[])) WITH ORDINALITY AS w (id, n) JOIN opentrack.competition c ON c.id = w.id""";

    private CandidateRepository() {}

    /** Tests whether there may be more candidates. Those of other countries have a limit of their own, and are not complete. */
    static boolean isTruncated(List<Object[]> rows, MatchFeatures probe) {
        return rows.size() >= MAX_CANDIDATES
                && rows.stream()
                                .filter(row -> CandidateRowMapper.country(row).equals(probe.countryId())
                                        || CandidateRowMapper.id(row).equals(probe.id()))
                                .count()
                        >= MAX_CANDIDATES;
    }

    /** Candidate rows of each probe, the likeliest first, in the order of the probes. */
    static Uni<List<List<Object[]>>> find(SqlExecutor sql, List<MatchFeatures> probes) {
        return sql.query(QUERY, (Object[]) parameters(probes)).map(rows -> groupByProbe(rows, probes.size()));
    }

    /** Candidate rows of each probe, and after them those of other countries. */
    static Uni<List<List<Object[]>>> findInAllCountries(SqlExecutor sql, List<MatchFeatures> probes) {
        return Uni.combine()
                .all()
                .unis(find(sql, probes), CrossBorderRepository.find(sql, probes))
                .with((rows, others) -> {
                    for (int n = 0; n < rows.size(); n++) {
                        rows.get(n).addAll(others.get(n));
                    }
                    return rows;
                });
    }

    /**
     * Stored JSON by id, read in the order of the ids until the size is reached; null beyond it.
     *
     * @param maxBytes of all texts together
     */
    static Uni<Map<UUID, String>> findJson(SqlExecutor sql, Collection<UUID> ids, int maxBytes) {
        return sql.query(JSON_WITHIN_SIZE, ids.toArray(UUID[]::new), (long) maxBytes)
                .map(rows -> {
                    Map<UUID, String> json = new HashMap<>();
                    rows.forEach(row -> json.put((UUID) row[0], (String) row[1]));
                    return json;
                });
    }

    /** Query parameters as arrays, one element per probe. */
    public static Object[][] parameters(List<MatchFeatures> probes) {
        return new Object[][] {
            SqlExecutor.column(probes, MatchFeatures::countryId, String[]::new),
            SqlExecutor.column(probes, probe -> probe.fullName().discriminators(), String[]::new),
            SqlExecutor.column(probes, CandidateRepository::localDiscriminators, String[]::new),
            SqlExecutor.column(probes, probe -> probe.date().toString(), String[]::new),
            SqlExecutor.column(probes, probe -> probe.finishDate().toString(), String[]::new),
            SqlExecutor.column(probes, probe -> probe.date().getYear(), Integer[]::new),
            SqlExecutor.column(probes, CandidateRepository::nationalIdOrNull, String[]::new),
            SqlExecutor.column(probes, MatchFeatures::id, UUID[]::new),
            SqlExecutor.column(probes, probe -> probe.fullName().key(), String[]::new)
        };
    }

    static List<List<Object[]>> groupByProbe(List<Object[]> rows, int count) {
        List<List<Object[]>> byProbe = IntStream.range(0, count)
                .<List<Object[]>>mapToObj(n -> new ArrayList<>())
                .toList();
        for (Object[] row : rows) {
            byProbe.get((Integer) row[0] - 1).add(Arrays.copyOfRange(row, 1, row.length));
        }
        return byProbe;
    }

    static String localDiscriminators(MatchFeatures probe) {
        return Objects.requireNonNullElseGet(
                probe.fullName().otherDiscriminators(probe.localName()),
                () -> probe.fullName().discriminators());
    }

    private static String nationalIdOrNull(MatchFeatures probe) {
        return NationalIdAddress.isUsable(probe.nationalId(), probe.countryId()) ? probe.nationalId() : null;
    }
}
