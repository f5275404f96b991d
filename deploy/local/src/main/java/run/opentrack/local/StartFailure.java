package run.opentrack.local;

/** Why the suite cannot run, as the one line that its user reads. */
public final class StartFailure extends RuntimeException {
    public StartFailure(String line) {
        super(line);
    }

    public StartFailure(String line, Throwable cause) {
        super(line + ": " + cause.getMessage(), cause);
    }
}
