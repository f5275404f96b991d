package run.opentrack.export.run;

/** Loss of a run's lease: another replica takes the run over, and this one must not write. */
final class LeaseLostException extends RuntimeException {
    LeaseLostException() {
        super("the lease was lost to another replica");
    }
}
