package run.opentrack.export.run;

/** Another replica has taken the run over: this one was away for too long and must not write any more. */
final class LostRun extends RuntimeException {
    LostRun() {
        super("the run was taken over by another replica");
    }
}
