package run.opentrack.export.run;

/** This replica was away for too long, or is ending: another one takes the run over, and this one must not write. */
final class LostRun extends RuntimeException {
    private final boolean tooLate;

    private LostRun(String message, boolean tooLate) {
        super(message);
        this.tooLate = tooLate;
    }

    static LostRun beforeWriting() {
        return new LostRun("the run is left to another replica", false);
    }

    /** The other replica may have found the file as it should be just before this one replaced it. */
    static LostRun whileWriting(String file) {
        return new LostRun("the run was left to another replica while " + file + " was written", true);
    }

    boolean isTooLate() {
        return tooLate;
    }
}
