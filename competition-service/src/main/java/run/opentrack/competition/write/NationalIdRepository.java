package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.SqlExecutor;

/** Lookup of competitions by their national ids. */
public final class NationalIdRepository {
    /**
     * Condition and order of the competitions with national ids. An address leads to the first of those with its national
     * id: the one with the key; without it, which rows of older releases lack, to the oldest.
     */
    public static final String FIRST_OF_ADDRESS =
            "national_id <> '' ORDER BY national_id, (national_id_key = national_id) IS TRUE DESC, created_at, id";

    private static final String FIND = """
            SELECT CAST(w.number AS integer), c.id, c.slug, c.etag,
                   w.slug <> c.slug AND EXISTS (SELECT FROM opentrack.competition other
                    WHERE other.country_id = w.country AND other.year = w.of_year AND other.slug = w.slug)
              FROM unnest(CAST($1 AS text[]), CAST($2 AS integer[]), CAST($3 AS text[]), CAST($4 AS text[]))
                   WITH ORDINALITY AS w (country, of_year, nat_id, slug, number)
             CROSS JOIN LATERAL (SELECT id, slug, etag FROM opentrack.competition
                    WHERE country_id = w.country AND year = w.of_year AND national_id = w.nat_id AND\s""" + FIRST_OF_ADDRESS + " LIMIT 1) c";

    private NationalIdRepository() {}

    /** @param slug requested by the client, null for none */
    record Lookup(NationalIdAddress address, String slug) {}

    /**
     * Competition at an address.
     *
     * @param slugTaken whether another one has the requested slug
     */
    record Addressed(UUID id, String slug, String etag, boolean slugTaken) {}

    /** @return in the order of the lookups, null where there is none */
    static Uni<List<Addressed>> find(SqlExecutor sql, List<Lookup> lookups) {
        Addressed[] found = new Addressed[lookups.size()];
        return sql.query(
                        FIND,
                        column(lookups, lookup -> lookup.address().countryId(), String[]::new),
                        column(lookups, lookup -> lookup.address().year(), Integer[]::new),
                        column(lookups, lookup -> lookup.address().nationalId(), String[]::new),
                        column(lookups, Lookup::slug, String[]::new))
                .map(rows -> {
                    rows.forEach(row -> found[(Integer) row[0] - 1] = new Addressed(
                            (UUID) row[1], (String) row[2], (String) row[3], Boolean.TRUE.equals(row[4])));
                    return Arrays.asList(found);
                });
    }

    /**
     * @param address null for none
     * @return null if there is no competition
     */
    static Uni<UUID> findId(SqlExecutor sql, NationalIdAddress address) {
        return address == null
                ? Uni.createFrom().nullItem()
                : find(sql, List.of(new Lookup(address, null)))
                        .map(found -> found.get(0) == null ? null : found.get(0).id());
    }

    private static <T> T[] column(List<Lookup> lookups, Function<Lookup, T> value, IntFunction<T[]> array) {
        return lookups.stream().map(value).toArray(array);
    }
}
