package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.Slug;

/** The slug that a competition gets: the wanted one, or one made of its name, numbered when it is taken. */
final class FreeSlug {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String ONE = "SELECT (opentrack.free_slugs(?1, ?2, ?3, ?4, 1))[1]";
    private static final String MANY = """
            SELECT array_to_string(opentrack.free_slugs(?1, w.year, w.slug, ?5, w.many), ',')
              FROM unnest(CAST(?2 AS integer[]), CAST(?3 AS text[]), CAST(?4 AS integer[]))
                   WITH ORDINALITY AS w (year, slug, many, number)
             ORDER BY w.number""";

    private FreeSlug() {}

    /** @param itself the competition that may keep the slug it has */
    static Uni<String> of(Session session, CalendarEntry entry, UUID itself) {
        return session.createNativeQuery(ONE, String.class)
                .setParameter(1, entry.countryId())
                .setParameter(2, entry.year())
                .setParameter(3, wanted(entry))
                .setParameter(4, itself)
                .getSingleResult();
    }

    /** One for each of these new competitions of one country, in their order; no two get the same. */
    static Uni<List<String>> of(Session session, String country, List<CalendarEntry> entries) {
        Map<Wish, Integer> wishes = new LinkedHashMap<>();
        entries.forEach(entry -> wishes.merge(new Wish(entry.year(), wanted(entry)), 1, Integer::sum));
        return session.createNativeQuery(MANY, String.class)
                .setParameter(1, country)
                .setParameter(2, wishes.keySet().stream().map(Wish::year).toArray(Integer[]::new))
                .setParameter(3, wishes.keySet().stream().map(Wish::slug).toArray(String[]::new))
                .setParameter(4, wishes.values().toArray(Integer[]::new))
                .setParameter(5, NOBODY)
                .getResultList()
                .map(free -> handOut(entries, List.copyOf(wishes.keySet()), free));
    }

    private static List<String> handOut(List<CalendarEntry> entries, List<Wish> wishes, List<String> free) {
        Map<Wish, Iterator<String>> left = new LinkedHashMap<>();
        for (int i = 0; i < wishes.size(); i++) {
            left.put(wishes.get(i), List.of(free.get(i).split(",")).iterator());
        }
        List<String> slugs = new ArrayList<>();
        entries.forEach(entry ->
                slugs.add(left.get(new Wish(entry.year(), wanted(entry))).next()));
        return slugs;
    }

    private static String wanted(CalendarEntry entry) {
        return entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
    }

    private record Wish(int year, String slug) {}
}
