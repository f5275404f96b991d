package run.opentrack.export.run;

/** Guards calendar sites against a database that has lost its rows. */
final class ShrinkGuard {
    /** A file with fewer rows may do what it likes. */
    private static final long MIN_ROWS = 20;

    private ShrinkGuard() {}

    /** Whether a file of so many rows must not replace one of so many before. */
    static boolean rejects(long before, long now) {
        return before >= MIN_ROWS && now * 2 <= before;
    }
}
