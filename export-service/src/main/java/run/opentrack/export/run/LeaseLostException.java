package run.opentrack.export.run;

/** This replica was away for too long, or is ending: another one takes the run over, and this one must not write. */
final class LeaseLostException extends RuntimeException {
    private final boolean mayHaveWritten;

    private LeaseLostException(String message, boolean mayHaveWritten) {
        super(message);
        this.mayHaveWritten = mayHaveWritten;
    }

    static LeaseLostException beforeWriting() {
        return new LeaseLostException("the run is left to another replica", false);
    }

    /** The other replica may have found the file as it should be just before this one replaced it. */
    static LeaseLostException whileWriting(String file) {
        return new LeaseLostException("the run was left to another replica while " + file + " was written", true);
    }

    boolean mayHaveWritten() {
        return mayHaveWritten;
    }
}
