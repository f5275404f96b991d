package run.opentrack.export.run;

final class ShrinkGuard {
    /** Smaller files may shrink freely. */
    private static final long MIN_ROWS = 20;

    private ShrinkGuard() {}

    /** True if a file lost half of its rows or more: protects calendar sites from a database that lost data. */
    static boolean rejects(long before, long now) {
        return before >= MIN_ROWS && now * 2 <= before;
    }
}
