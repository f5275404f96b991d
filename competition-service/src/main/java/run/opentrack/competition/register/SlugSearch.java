package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.competition.Statements;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.register.FreeSlugs.Wish;

/** Looks up slugs that are free. The country is locked, so they stay so. */
@ApplicationScoped
class SlugSearch {
    private static final String TAKEN = """
            SELECT c.year, c.slug FROM unnest(CAST($2 AS integer[]), CAST($3 AS text[])) AS w (year, slug)
              JOIN opentrack.competition c ON c.country_id = $1 AND c.year = w.year AND c.slug = w.slug
                AND c.id IS DISTINCT FROM CAST($4 AS uuid)""";

    private final GivenSlugs given = new GivenSlugs();

    /** @param itself the competition that may keep the slug it has */
    Uni<FreeSlugs> of(Statements statements, CalendarEntry entry, UUID itself) {
        return of(statements, List.of(entry), itself);
    }

    /** As many as these new competitions of one country may need. */
    Uni<FreeSlugs> of(Statements statements, List<CalendarEntry> entries) {
        return of(statements, entries, null);
    }

    private Uni<FreeSlugs> of(Statements statements, List<CalendarEntry> entries, UUID itself) {
        Map<Wish, Integer> wishes = new LinkedHashMap<>();
        entries.forEach(entry -> wishes.merge(Wish.of(entry), 1, Integer::sum));
        Map<Wish, FreeNumbers> searches = new LinkedHashMap<>();
        wishes.forEach((wish, many) -> searches.put(wish, new FreeNumbers(many, given.next(wish))));
        return look(statements, searches, itself).replaceWith(() -> new FreeSlugs(searches, given));
    }

    private Uni<Void> look(Statements statements, Map<Wish, FreeNumbers> searches, UUID itself) {
        List<Integer> years = new ArrayList<>();
        List<String> slugs = new ArrayList<>();
        Map<Wish, FreeNumbers> open = new LinkedHashMap<>(searches);
        open.values().removeIf(FreeNumbers::areFound);
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        open.forEach((wish, numbers) -> {
            for (int number : numbers.tried()) {
                years.add(wish.year());
                slugs.add(wish.slug(number));
            }
        });
        String country = open.keySet().iterator().next().country();
        return statements
                .ask(TAKEN, country, years.toArray(Integer[]::new), slugs.toArray(String[]::new), itself)
                .map(rows -> rows.stream().map(List::of).collect(Collectors.toSet()))
                .invoke(taken -> open.forEach((wish, numbers) ->
                        numbers.learn(number -> taken.contains(List.of((Object) wish.year(), wish.slug(number))))))
                .chain(() -> look(statements, open, itself));
    }
}
