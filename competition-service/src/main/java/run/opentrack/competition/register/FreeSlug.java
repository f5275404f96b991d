package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.Slug;

/** The slug that a competition gets: the wanted one, or one made of its name, numbered when it is taken. */
final class FreeSlug {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String FREE = """
            SELECT array_to_string(opentrack.free_slugs(?1, w.year, w.slug, ?5, w.many), ',')
              FROM unnest(CAST(?2 AS integer[]), CAST(?3 AS text[]), CAST(?4 AS integer[]))
                   WITH ORDINALITY AS w (year, slug, many, number)
             ORDER BY w.number""";

    private FreeSlug() {}

    /** @param itself the competition that may keep the slug it has */
    static Uni<String> of(Session session, CalendarEntry entry, UUID itself) {
        return of(session, entry.countryId(), List.of(entry), itself).map(slugs -> slugs.get(0));
    }

    /** One for each of these new competitions of one country, in their order; no two get the same. */
    static Uni<List<String>> of(Session session, String country, List<CalendarEntry> entries) {
        return of(session, country, entries, NOBODY);
    }

    /** What a competition would have if nobody had it. */
    static String wanted(CalendarEntry entry) {
        return entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
    }

    private static Uni<List<String>> of(Session session, String country, List<CalendarEntry> entries, UUID itself) {
        List<Wish> wishes = entries.stream()
                .map(entry -> new Wish(entry.year(), wanted(entry)))
                .toList();
        Map<Wish, Integer> counted = new LinkedHashMap<>();
        wishes.forEach(wish -> counted.merge(wish, 1, Integer::sum));
        return session.createNativeQuery(FREE, String.class)
                .setParameter(1, country)
                .setParameter(2, counted.keySet().stream().map(Wish::year).toArray(Integer[]::new))
                .setParameter(3, counted.keySet().stream().map(Wish::slug).toArray(String[]::new))
                .setParameter(4, counted.values().toArray(Integer[]::new))
                .setParameter(5, itself)
                .getResultList()
                .map(free -> handOut(wishes, counted.keySet(), free));
    }

    private static List<String> handOut(List<Wish> wishes, Set<Wish> different, List<String> free) {
        Map<Wish, Iterator<String>> left = new HashMap<>();
        Iterator<String> slugs = free.iterator();
        different.forEach(
                wish -> left.put(wish, List.of(slugs.next().split(",")).iterator()));
        return wishes.stream().map(wish -> left.get(wish).next()).toList();
    }

    private record Wish(int year, String slug) {}
}
