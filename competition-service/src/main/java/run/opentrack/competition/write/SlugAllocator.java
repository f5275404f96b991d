package run.opentrack.competition.write;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.Slug;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Allocates slugs: the requested one, or one made of the name, with the first free number after it. The country must be
 * locked, so that what is free stays free.
 */
final class SlugAllocator {
    /** Those of merged competitions too. OFFSET 0 keeps the planner from joining all numbers instead of looking up one after the other. */
    private static final String TAKEN = """
            EXISTS (SELECT FROM opentrack.reserved_slug c WHERE c.country_id = $1 AND c.year = s.year
               AND c.slug = CASE WHEN n = 1 THEN s.slug ELSE left(s.slug, 79 - length(n::text)) || '-' || n END
               AND c.id IS DISTINCT FROM CAST($5 AS uuid) OFFSET 0)""";

    /**
     * Search for the end of the taken numbers, as {@link Slug#numbered} writes them, then the free ones from there. It tries
     * 1, the number that was given last, and the one after it, which is free unless other replicas gave it; otherwise it is
     * an exponential, then binary search. A slug that thousands have takes three index look-ups, or some twenty. The arrays
     * are read by subqueries, whose size the planner does not know: with the size of a short one it would plan each execution
     * anew, which takes longer than the search.
     */
    static final String FIND_FREE = """
            WITH RECURSIVE search (number, year, slug, count, last, low, high, bounded) AS (
              SELECT number, year, slug, count, last, 0, 1, false
                FROM unnest((SELECT CAST($2 AS integer[])), (SELECT CAST($3 AS text[])), (SELECT CAST($4 AS integer[])),
                            (SELECT CAST($6 AS integer[]))) WITH ORDINALITY AS w (year, slug, count, last, number)
              UNION ALL
              SELECT number, year, slug, count, last, CASE WHEN taken THEN n ELSE low END,
                     CASE WHEN NOT taken THEN n WHEN bounded THEN high WHEN high = last THEN last + 1
                          WHEN high = 1 AND last > 1 THEN last ELSE high * 2 END, bounded OR NOT taken
                FROM (SELECT s.*, n, %s AS taken FROM search s
                        CROSS JOIN LATERAL (SELECT CASE WHEN bounded THEN (low + high) / 2 ELSE high END AS n) probe
                       WHERE NOT bounded OR high - low > 1 OFFSET 0) probed)
            SELECT CAST(number AS integer), free.n FROM search s
             CROSS JOIN LATERAL (SELECT n FROM (SELECT generate_series(s.high, s.high + 99999999) AS n) numbers
                                  WHERE NOT %s LIMIT s.count) free
             WHERE bounded AND high - low = 1 ORDER BY number, free.n""".formatted(TAKEN, TAKEN);

    /** Numbers that were given last, only to begin the search with. */
    private static final Cache<RequestedSlug, Integer> LAST_NUMBERS =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private SlugAllocator() {}

    /** The slug of a competition if nothing is taken. */
    static String requestedSlug(CompetitionData data) {
        return data.slug() == null ? Slug.of(data.fullName()) : data.slug();
    }

    private record RequestedSlug(String country, int year, String slug) {
        static RequestedSlug of(CompetitionData data) {
            return new RequestedSlug(data.countryId(), data.year(), requestedSlug(data));
        }

        int lastNumber() {
            Integer last = LAST_NUMBERS.getIfPresent(this);
            return last == null ? 0 : last;
        }
    }

    /** Slugs that are free for the competitions they were searched for. */
    static final class FreeSlugs {
        private final Map<RequestedSlug, Queue<Integer>> numbers = new LinkedHashMap<>();
        private final Map<RequestedSlug, Integer> counts = new LinkedHashMap<>();

        FreeSlugs(Collection<CompetitionData> competitions) {
            competitions.forEach(data -> counts.merge(RequestedSlug.of(data), 1, Integer::sum));
        }

        /** @param rows index of the requested slug, from 1, and a free number of it, lowest first */
        FreeSlugs with(List<Object[]> rows) {
            List<RequestedSlug> requested = List.copyOf(counts.keySet());
            rows.forEach(row -> numbers.computeIfAbsent(requested.get((Integer) row[0] - 1), slug -> new ArrayDeque<>())
                    .add((Integer) row[1]));
            return this;
        }

        /** Takes the lowest free slug, which no other competition gets then. */
        String take(CompetitionData data) {
            RequestedSlug requested = RequestedSlug.of(data);
            int number = numbers.get(requested).remove();
            if (number > 1) {
                LAST_NUMBERS.put(requested, number);
            }
            return Slug.numbered(requested.slug(), number);
        }
    }

    /**
     * @param competitions of one country
     * @param excludedId the competition that may keep its slug, null for new ones
     */
    static Uni<FreeSlugs> find(SqlExecutor sql, List<CompetitionData> competitions, UUID excludedId) {
        FreeSlugs free = new FreeSlugs(competitions);
        return sql.query(
                        FIND_FREE,
                        competitions.get(0).countryId(),
                        free.counts.keySet().stream().map(RequestedSlug::year).toArray(Integer[]::new),
                        free.counts.keySet().stream().map(RequestedSlug::slug).toArray(String[]::new),
                        free.counts.values().toArray(Integer[]::new),
                        excludedId,
                        free.counts.keySet().stream()
                                .map(RequestedSlug::lastNumber)
                                .toArray(Integer[]::new))
                .map(free::with);
    }
}
