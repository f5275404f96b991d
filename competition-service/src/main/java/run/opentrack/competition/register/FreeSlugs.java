package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.Statements;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.Slug;

/**
 * Slugs that competitions of one country may get: each the wanted one, or one made of its name, numbered when it is
 * taken. One that is not taken from here is free still.
 */
final class FreeSlugs {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String FREE = """
            SELECT opentrack.free_slugs($1, w.year, w.slug, $5, w.many)
              FROM unnest(CAST($2 AS integer[]), CAST($3 AS text[]), CAST($4 AS integer[]))
                   WITH ORDINALITY AS w (year, slug, many, number)
             ORDER BY w.number""";

    private final Map<Wish, Iterator<String>> free;

    private FreeSlugs(Map<Wish, Iterator<String>> free) {
        this.free = free;
    }

    /** @param itself the competition that may keep the slug it has */
    static Uni<FreeSlugs> of(Statements statements, CalendarEntry entry, UUID itself) {
        return of(statements, entry.countryId(), List.of(entry), itself);
    }

    /** As many as these new competitions of one country may need. */
    static Uni<FreeSlugs> of(Statements statements, String country, List<CalendarEntry> entries) {
        return of(statements, country, entries, NOBODY);
    }

    /** What a competition would have if nobody had it. */
    static String wanted(CalendarEntry entry) {
        return entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
    }

    /** The first free one for one of the competitions that this was asked for; no two get the same. */
    String take(CalendarEntry entry) {
        return free.get(Wish.of(entry)).next();
    }

    private static Uni<FreeSlugs> of(Statements statements, String country, List<CalendarEntry> entries, UUID itself) {
        Map<Wish, Integer> wishes = new LinkedHashMap<>();
        entries.forEach(entry -> wishes.merge(Wish.of(entry), 1, Integer::sum));
        return statements
                .ask(
                        FREE,
                        country,
                        wishes.keySet().stream().map(Wish::year).toArray(Integer[]::new),
                        wishes.keySet().stream().map(Wish::slug).toArray(String[]::new),
                        wishes.values().toArray(Integer[]::new),
                        itself)
                .map(rows -> {
                    Map<Wish, Iterator<String>> free = new HashMap<>();
                    Iterator<Object[]> row = rows.iterator();
                    wishes.keySet()
                            .forEach(wish -> free.put(
                                    wish, List.of((String[]) row.next()[0]).iterator()));
                    return new FreeSlugs(free);
                });
    }

    private record Wish(int year, String slug) {
        static Wish of(CalendarEntry entry) {
            return new Wish(entry.year(), wanted(entry));
        }
    }
}
