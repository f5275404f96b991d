package run.opentrack.competition.duplicate;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;

/**
 * Finds what a competition may be the same as. Few rows are compared: those of its country around its dates, and those
 * with its national id or its id. The country must be locked, in a statement of its own before this one, or an equal
 * create at the same moment is not seen.
 */
@ApplicationScoped
public class DuplicateSearch {
    /** So many days may lie between two competitions that are compared. */
    private static final int NEAR_DAYS = 7;
    /** Longer ones have an index of their own, competition_long_idx. */
    private static final int SHORT_DAYS = 7;

    /** An array would not come through a native query as an object; what is compared are its parts all the same. */
    private static final String COLUMNS = """
            SELECT id, full_name, short_name, name_local, country_id, date, finish_date, city, latitude, longitude,
                   venue_id, national_id, array_to_string(age_groups, ','), wa_rankings_category_id, website, results_link, rendered
              FROM competition WHERE""";

    private static final String CANDIDATES = COLUMNS
            + " country_id = ?1 AND date BETWEEN ?2 AND ?3 AND finish_date >= ?4"
            + " UNION ALL " + COLUMNS
            + " country_id = ?1 AND finish_date > date + 7 AND finish_date >= ?4 AND date <= ?3"
            + " UNION ALL " + COLUMNS + " country_id = ?1 AND year = ?5 AND national_id = ?6 AND national_id <> ''"
            + " UNION ALL " + COLUMNS + " id = ?7";

    /** A new competition. */
    public Uni<Matches> of(Session session, CalendarEntry entry) {
        return candidates(session, entry).map(candidates -> new Matches(matches(entry, candidates, null), entry.id()));
    }

    /** A stored competition as it is to become; it is no duplicate of itself. */
    public Uni<Matches> ofChange(Session session, CalendarEntry changed) {
        return candidates(session, changed)
                .map(candidates -> new Matches(matches(changed, candidates, changed.id()), null));
    }

    private static Uni<List<Object[]>> candidates(Session session, CalendarEntry entry) {
        LocalDate earliest = entry.date().minusDays(NEAR_DAYS);
        boolean hasId = NationalId.isId(entry.nationalId(), entry.countryId());
        return session.createNativeQuery(CANDIDATES, Object[].class)
                .setParameter(1, entry.countryId())
                .setParameter(2, earliest.minusDays(SHORT_DAYS))
                .setParameter(3, entry.finishDate().plusDays(NEAR_DAYS))
                .setParameter(4, earliest)
                .setParameter(5, entry.year())
                .setParameter(6, hasId ? entry.nationalId() : "")
                .setParameter(7, entry.id() == null ? new UUID(0, 0) : entry.id())
                .getResultList();
    }

    private static List<Match> matches(CalendarEntry entry, List<Object[]> candidates, UUID itself) {
        Traits wanted = Traits.of(entry);
        Map<UUID, Match> found = new LinkedHashMap<>();
        for (Object[] row : candidates) {
            Traits stored = traits(row);
            if (stored.id().equals(itself) || found.containsKey(stored.id())) {
                continue;
            }
            boolean sameCountry = stored.countryId().equals(wanted.countryId());
            Verdict verdict = sameCountry ? DuplicateRules.compare(wanted, stored) : null;
            boolean duplicate = verdict != null && verdict.isDuplicate();
            if (duplicate || stored.id().equals(entry.id())) {
                found.put(stored.id(), new Match(stored.id(), (String) row[16], duplicate ? verdict : null));
            }
        }
        return new ArrayList<>(found.values());
    }

    private static Traits traits(Object[] row) {
        return new Traits(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                (String) row[3],
                (String) row[4],
                (LocalDate) row[5],
                (LocalDate) row[6],
                (String) row[7],
                (Double) row[8],
                (Double) row[9],
                (UUID) row[10],
                (String) row[11],
                row[12] == null ? null : Arrays.asList(((String) row[12]).split(",")),
                (Integer) row[13],
                (String) row[14],
                (String) row[15]);
    }
}
