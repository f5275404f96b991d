package run.opentrack.competition.slug;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.Slug;

/**
 * Slugs that competitions of one country may get: each the wanted one, or one made of its name, numbered when it is
 * taken. One that is not taken from here is free still.
 */
public final class SlugAllocator {
    private final Map<RequestedSlug, Iterator<Integer>> free = new HashMap<>();
    private final SlugNumberCache numberCache;

    SlugAllocator(Map<RequestedSlug, FreeNumberSearch> found, SlugNumberCache given) {
        found.forEach((wish, numbers) -> free.put(wish, numbers.found().iterator()));
        this.numberCache = given;
    }

    /** What a competition would have if nobody had it. */
    public static String requestedSlug(CompetitionData entry) {
        return entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
    }

    /** The first free one for one of the competitions that this was asked for; no two with one wish get the same. */
    public String allocate(CompetitionData entry) {
        RequestedSlug wish = RequestedSlug.of(entry);
        int number = free.get(wish).next();
        numberCache.add(wish, number);
        return wish.slug(number);
    }

    record RequestedSlug(String country, int year, String slug) {
        static RequestedSlug of(CompetitionData entry) {
            return new RequestedSlug(entry.countryId(), entry.year(), requestedSlug(entry));
        }

        String slug(int number) {
            return Slug.numbered(slug, number);
        }
    }
}
