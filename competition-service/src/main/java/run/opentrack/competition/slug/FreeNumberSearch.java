package run.opentrack.competition.slug;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The search for numbers that are not taken, asked for some at a time. A slug that thousands have is not counted through:
 * growing steps find a free number beyond the taken ones, then smaller ones the first.
 */
final class FreeNumberSearch {
    /** So many are looked at in any case: what was deleted there is given again. */
    private static final int FIRST = 8;

    private static final int TOGETHER = 32;
    /** Two to the power of it is more than a country has competitions. */
    private static final int LARGEST_STEP = 24;

    private final int count;
    private final List<Integer> free = new ArrayList<>();
    private int[] candidates;
    private boolean listing = true;
    private int low;
    private int high;

    /**
     * @param many that are wanted
     * @param next the first that was not given yet, as far as one knows; 1 where one knows nothing
     */
    FreeNumberSearch(int many, int next) {
        this.count = many;
        candidates = IntStream.concat(IntStream.range(1, Math.min(FIRST + 1, next)), IntStream.range(next, next + many))
                .toArray();
    }

    /** Which to look at next. */
    int[] candidates() {
        return candidates;
    }

    boolean isComplete() {
        return free.size() >= count;
    }

    /** As many as are wanted, lowest first, once they are found. */
    List<Integer> found() {
        return free.subList(0, count);
    }

    /** Takes in which of {@link #tried} are taken. */
    void update(IntPredicate taken) {
        if (listing) {
            IntStream.of(candidates).filter(taken.negate()).forEach(free::add);
            low = candidates[candidates.length - 1];
            listing = !taken.test(low);
            candidates = listing ? IntStream.rangeClosed(low + 1, low + count).toArray() : growing();
        } else {
            narrow(taken);
            listing = high > low && high - low <= TOGETHER;
            candidates =
                    listing ? IntStream.range(low + 1, high + count).toArray() : high > low ? between() : growing();
        }
    }

    private void narrow(IntPredicate taken) {
        for (int number : candidates) {
            if (!taken.test(number)) {
                high = number;
                return;
            }
            low = number;
        }
    }

    private int[] growing() {
        return IntStream.range(0, LARGEST_STEP).map(step -> low + (1 << step)).toArray();
    }

    private int[] between() {
        return IntStream.range(1, TOGETHER)
                .map(part -> low + (int) ((long) (high - low) * part / TOGETHER))
                .toArray();
    }
}
