package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.Slug;

/** The slug that a competition gets: the wanted one, or one made of its name, numbered when it is taken. */
final class FreeSlug {
    /** Slugs have no character that LIKE reads in its own way. */
    private static final String TAKEN = """
            SELECT slug FROM opentrack.competition
             WHERE country_id = ?1 AND year = ?2 AND (slug = ?3 OR slug LIKE ?4) AND id <> ?5""";

    private FreeSlug() {}

    /** @param itself the competition that may keep the slug it has */
    static Uni<String> of(Session session, CalendarEntry entry, UUID itself) {
        String wanted = entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
        return session.createNativeQuery(TAKEN, String.class)
                .setParameter(1, entry.countryId())
                .setParameter(2, entry.year())
                .setParameter(3, wanted)
                .setParameter(4, Slug.numberedPrefix(wanted) + "%")
                .setParameter(5, itself)
                .getResultList()
                .map(taken -> Slug.free(wanted, Set.copyOf(taken)));
    }
}
