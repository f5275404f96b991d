package run.opentrack.export.run;

/** This replica was away for too long, or is ending: another one takes the run over, and this one must not write. */
final class LostRun extends RuntimeException {
    LostRun() {
        super("the run is left to another replica");
    }
}
