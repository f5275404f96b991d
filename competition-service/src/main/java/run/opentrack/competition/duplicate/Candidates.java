package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;

/**
 * Asks the database for what a competition may be the same as. Few rows: those of its country on its dates whose names
 * say the same in all that tells competitions apart, and those with its national id or its id.
 */
final class Candidates {
    private static final String COLUMNS = "SELECT " + CandidateRow.COLUMNS + " FROM opentrack.competition WHERE ";

    /** Longer than eight days are few, with an index of their own, competition_long_idx. */
    static final String QUERY = COLUMNS
            + "country_id = ?1 AND discriminators = ANY(CAST(?2 AS text[])) AND date BETWEEN ?8 AND ?4 AND finish_date >= ?3"
            + " UNION ALL " + COLUMNS
            + "country_id = ?1 AND local_discriminators = ANY(CAST(?2 AS text[])) AND date BETWEEN ?8 AND ?4 AND finish_date >= ?3"
            + " UNION ALL " + COLUMNS
            + "country_id = ?1 AND finish_date > date + 7 AND finish_date >= ?3 AND date <= ?4"
            + " UNION ALL " + COLUMNS + "country_id = ?1 AND year = ?5 AND national_id = ?6 AND national_id <> ''"
            + " UNION ALL " + COLUMNS + "id = ?7";

    private static final int SHORT_DAYS = 7;
    private static final UUID NONE = new UUID(0, 0);

    private Candidates() {}

    static Uni<List<Object[]>> of(Session session, CalendarEntry entry, Traits traits) {
        boolean hasId = NationalId.isId(entry.nationalId(), entry.countryId());
        return session.createNativeQuery(QUERY, Object[].class)
                .setParameter(1, entry.countryId())
                .setParameter(2, discriminators(traits))
                .setParameter(3, entry.date())
                .setParameter(4, entry.finishDate())
                .setParameter(5, entry.year())
                .setParameter(6, hasId ? entry.nationalId() : "")
                .setParameter(7, entry.id() == null ? NONE : entry.id())
                .setParameter(8, entry.date().minusDays(SHORT_DAYS))
                .getResultList();
    }

    static String[] discriminators(Traits traits) {
        List<String> all = new ArrayList<>(2);
        all.add(traits.fullName().discriminators());
        OtherName local = traits.localName();
        if (local != null && !all.contains(local.reading().discriminators())) {
            all.add(local.reading().discriminators());
        }
        return all.toArray(String[]::new);
    }
}
