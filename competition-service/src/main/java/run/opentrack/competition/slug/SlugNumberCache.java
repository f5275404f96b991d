package run.opentrack.competition.slug;

import java.util.LinkedHashMap;
import java.util.Map;
import run.opentrack.competition.slug.SlugAllocator.RequestedSlug;

/**
 * Where the numbers of the slugs that were wanted lately have got to. Only a hint where to begin: what is free is looked
 * up.
 */
final class SlugNumberCache {
    private static final int MAX_SIZE = 1_000;

    private final Map<RequestedSlug, Integer> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestedSlug, Integer> eldest) {
            return size() > MAX_SIZE;
        }
    };

    synchronized void add(RequestedSlug wish, int number) {
        if (number > 1) {
            last.merge(wish, number, Math::max);
        }
    }

    /** 1 of a slug of which nothing is known. */
    synchronized int next(RequestedSlug wish) {
        return last.getOrDefault(wish, 0) + 1;
    }
}
