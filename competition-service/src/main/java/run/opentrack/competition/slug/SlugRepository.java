package run.opentrack.competition.slug;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.slug.SlugAllocator.RequestedSlug;
import run.opentrack.competition.sql.SqlExecutor;

/** Looks up slugs that are free. The country is locked, so they stay so. */
@ApplicationScoped
public class SlugRepository {
    private static final String TAKEN = """
            SELECT c.year, c.slug FROM unnest(CAST($2 AS integer[]), CAST($3 AS text[])) AS w (year, slug)
              JOIN opentrack.competition c ON c.country_id = $1 AND c.year = w.year AND c.slug = w.slug
                AND c.id IS DISTINCT FROM CAST($4 AS uuid)""";

    private final SlugNumberCache numberCache = new SlugNumberCache();

    /** @param itself the competition that may keep the slug it has */
    public Uni<SlugAllocator> of(SqlExecutor statements, CompetitionData entry, UUID itself) {
        return of(statements, List.of(entry), itself);
    }

    /** As many as these new competitions of one country may need. */
    public Uni<SlugAllocator> of(SqlExecutor statements, List<CompetitionData> entries) {
        return of(statements, entries, null);
    }

    private Uni<SlugAllocator> of(SqlExecutor statements, List<CompetitionData> entries, UUID itself) {
        Map<RequestedSlug, Integer> wishes = new LinkedHashMap<>();
        entries.forEach(entry -> wishes.merge(RequestedSlug.of(entry), 1, Integer::sum));
        Map<RequestedSlug, FreeNumberSearch> searches = new LinkedHashMap<>();
        wishes.forEach((wish, many) -> searches.put(wish, new FreeNumberSearch(many, numberCache.next(wish))));
        return search(statements, searches, itself).replaceWith(() -> new SlugAllocator(searches, numberCache));
    }

    private Uni<Void> search(SqlExecutor statements, Map<RequestedSlug, FreeNumberSearch> searches, UUID itself) {
        List<Integer> years = new ArrayList<>();
        List<String> slugs = new ArrayList<>();
        Map<RequestedSlug, FreeNumberSearch> open = new LinkedHashMap<>(searches);
        open.values().removeIf(FreeNumberSearch::isComplete);
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        open.forEach((wish, numbers) -> {
            for (int number : numbers.candidates()) {
                years.add(wish.year());
                slugs.add(wish.slug(number));
            }
        });
        String country = open.keySet().iterator().next().country();
        return statements
                .query(TAKEN, country, years.toArray(Integer[]::new), slugs.toArray(String[]::new), itself)
                .map(rows -> rows.stream().map(List::of).collect(Collectors.toSet()))
                .invoke(taken -> open.forEach((wish, numbers) ->
                        numbers.update(number -> taken.contains(List.of((Object) wish.year(), wish.slug(number))))))
                .chain(() -> search(statements, open, itself));
    }
}
