package run.opentrack.export.run;

/** Loss of a run's lease: another replica takes the run over, and this one must not write. */
final class LeaseLostException extends RuntimeException {
    private final boolean mayHaveWritten;

    private LeaseLostException(String message, boolean mayHaveWritten) {
        super(message);
        this.mayHaveWritten = mayHaveWritten;
    }

    static LeaseLostException beforeWriting() {
        return new LeaseLostException("the lease was lost to another replica", false);
    }

    /** The other replica may have seen the file unchanged just before this one replaced it. */
    static LeaseLostException whileWriting(String file) {
        return new LeaseLostException("the lease was lost to another replica while " + file + " was written", true);
    }

    boolean mayHaveWritten() {
        return mayHaveWritten;
    }
}
