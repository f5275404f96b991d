package run.opentrack.competition.write;

import static run.opentrack.competition.sql.SqlExecutor.column;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.model.Competition;
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
            SELECT CAST(w.number AS integer), c.id, c.slug, c.etag, c.has_key, c.created_at,
                   w.slug <> c.slug AND EXISTS (SELECT FROM opentrack.competition other
                    WHERE other.country_id = w.country AND other.year = w.of_year AND other.slug = w.slug)
              FROM unnest(CAST($1 AS text[]), CAST($2 AS integer[]), CAST($3 AS text[]), CAST($4 AS text[]))
                   WITH ORDINALITY AS w (country, of_year, nat_id, slug, number)
             CROSS JOIN LATERAL (SELECT id, slug, etag, created_at, (national_id_key = national_id) IS TRUE AS has_key
                     FROM opentrack.competition WHERE country_id = w.country AND year = w.of_year AND national_id = w.nat_id
                      AND id <> ALL(CAST($5 AS uuid[])) AND\s""" + FIRST_OF_ADDRESS + " LIMIT 1) c";

    private NationalIdRepository() {}

    /** @param slug requested by the client, null for none */
    record Lookup(NationalIdAddress address, String slug) {}

    /**
     * Competition at an address.
     *
     * @param hasKey whether it has the key of the national id
     * @param slugTaken whether another one has the requested slug
     */
    record Addressed(UUID id, String slug, String etag, boolean hasKey, Instant createdAt, boolean slugTaken) {
        private static final Comparator<Addressed> FIRST = Comparator.comparing(Addressed::hasKey)
                .reversed()
                .thenComparing(Addressed::createdAt)
                .thenComparing(addressed -> addressed.id.toString());

        /** Copy for a comparison while other competitions may change their slugs. */
        Addressed withUnknownSlugs() {
            return new Addressed(id, slug, etag, hasKey, createdAt, false);
        }

        private static Addressed of(Competition competition) {
            return new Addressed(
                    competition.id,
                    competition.slug,
                    competition.etag,
                    competition.nationalIdKey != null,
                    competition.createdAt,
                    false);
        }
    }

    static Uni<List<Addressed>> find(SqlExecutor sql, List<Lookup> lookups) {
        return find(sql, lookups, null);
    }

    /**
     * @param overlay the writes of a dry run, otherwise null
     * @return in the order of the lookups, null where there is none
     */
    static Uni<List<Addressed>> find(SqlExecutor sql, List<Lookup> lookups, CandidateOverlay overlay) {
        Addressed[] found = new Addressed[lookups.size()];
        return sql.query(
                        FIND,
                        column(lookups, lookup -> lookup.address().countryId(), String[]::new),
                        column(lookups, lookup -> lookup.address().year(), Integer[]::new),
                        column(lookups, lookup -> lookup.address().nationalId(), String[]::new),
                        column(lookups, Lookup::slug, String[]::new),
                        overlay == null ? new UUID[0] : overlay.ids())
                .map(rows -> {
                    rows.forEach(row -> found[(Integer) row[0] - 1] = toAddressed(row));
                    for (int n = 0; n < found.length && overlay != null; n++) {
                        found[n] = first(
                                found[n], overlay.withNationalId(lookups.get(n).address()));
                    }
                    return Arrays.asList(found);
                });
    }

    private static Addressed toAddressed(Object[] row) {
        return new Addressed(
                (UUID) row[1],
                (String) row[2],
                (String) row[3],
                (Boolean) row[4],
                ((OffsetDateTime) row[5]).toInstant(),
                Boolean.TRUE.equals(row[6]));
    }

    private static Addressed first(Addressed stored, List<Competition> others) {
        return Stream.concat(Stream.ofNullable(stored), others.stream().map(Addressed::of))
                .min(Addressed.FIRST)
                .orElse(null);
    }

    /**
     * @param address null for none
     * @param overlay the writes of a dry run, otherwise null
     * @return null if there is no competition
     */
    static Uni<UUID> findId(SqlExecutor sql, NationalIdAddress address, CandidateOverlay overlay) {
        return address == null
                ? Uni.createFrom().nullItem()
                : find(sql, List.of(new Lookup(address, null)), overlay)
                        .map(found -> found.get(0) == null ? null : found.get(0).id());
    }
}
