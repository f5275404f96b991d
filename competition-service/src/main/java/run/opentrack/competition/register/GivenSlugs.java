package run.opentrack.competition.register;

import java.util.LinkedHashMap;
import java.util.Map;
import run.opentrack.competition.register.FreeSlugs.Wish;

/**
 * Where the numbers of the slugs that were wanted lately have got to. Only a hint where to begin: what is free is looked
 * up.
 */
final class GivenSlugs {
    private static final int REMEMBERED = 1_000;

    private final Map<Wish, Integer> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wish, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    synchronized void add(Wish wish, int number) {
        if (number > 1) {
            last.merge(wish, number, Math::max);
        }
    }

    /** 1 of a slug of which nothing is known. */
    synchronized int next(Wish wish) {
        return last.getOrDefault(wish, 0) + 1;
    }
}
