package run.opentrack.export.run;

/** Guards calendar sites against a database that has lost its rows. */
final class ShrinkRule {
    /** A file with fewer rows may do what it likes. */
    private static final long FEW_ROWS = 20;

    private ShrinkRule() {}

    /** Whether a file of so many rows must not replace one of so many before. */
    static boolean forbids(long before, long now) {
        return before >= FEW_ROWS && now * 2 <= before;
    }
}
