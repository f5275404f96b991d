package run.opentrack.competition.write;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a country's next application is likely to be refused as a duplicate: one of the last few was. A calendar that
 * is sent again is refused throughout, a new one hardly ever; a look before the lock costs the new one a tenth.
 */
final class DuplicateRateHint {
    private static final int FEW = 32;

    /** How many more are looked at before. A country of which nothing is known yet is looked at. */
    private final AtomicInteger left = new AtomicInteger(FEW);

    boolean isRefusal() {
        return left.get() > 0;
    }

    /** What became of one: of those that are refused each counts, of the others those that were looked at before. */
    void add(boolean refused) {
        left.updateAndGet(many -> refused ? FEW : Math.max(0, many - 1));
    }
}
